import { type ReleaseRequest, releaseCommissions } from '../db/release-commissions.ts';
import { type ExpireAnswersRequest, expireAnswers } from './expire-answers.ts';
import { type SweepDeps, type SweepRequest, type SweptPage, sweepPage } from './sweep.ts';

/** What schedules run, apart from any intent. */
export interface MaintenanceActivities {
  expireAnswers(request: ExpireAnswersRequest): Promise<number>;
  /** Makes commissions payable whose hold period is over. */
  releaseCommissions(request: ReleaseRequest): Promise<number>;
  /** Looks at a page of intents that have not changed for a while. */
  sweepPage(request: SweepRequest): Promise<SweptPage>;
}

/** The maintenance activities over the given database and orchestrator. */
export function createMaintenance(deps: SweepDeps): MaintenanceActivities {
  return {
    expireAnswers: (request) => expireAnswers(deps.db, request),
    releaseCommissions: (request) => releaseCommissions(deps.db, request),
    sweepPage: (request) => sweepPage(deps, request),
  };
}
