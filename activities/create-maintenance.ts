import type { Database } from '../db/database.ts';
import { type ExpireAnswersRequest, expireAnswers } from './expire-answers.ts';

/** What schedules run, apart from any intent. */
export interface MaintenanceActivities {
  expireAnswers(request: ExpireAnswersRequest): Promise<number>;
}

/** The maintenance activities over the given database. */
export function createMaintenance(db: Database): MaintenanceActivities {
  return { expireAnswers: (request) => expireAnswers(db, request) };
}
