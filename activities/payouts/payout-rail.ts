import type { PayoutMethod } from '../../domain/payout-status.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { PayoutUnderWay } from './payout-chunk.ts';

/**
 * A way money reaches affiliates. The steps before and after (holds, settlement, what becomes of commissions) are the
 * same for all of them. A rail never sends again what it has no answer about: it asks.
 */
export interface PayoutRail {
  readonly methods: readonly PayoutMethod[];
  /**
   * Takes LOCKED payouts of one execution to SUBMITTED, with their holds, so that they can be carried out; and
   * prepares anew those that are SUBMITTED and whose preparation is void. Gives how many moved on.
   */
  submit(deps: ActivityDeps, run: RunRef, payouts: readonly PayoutUnderWay[]): Promise<number>;
  /**
   * Finds out what became of SUBMITTED payouts: CONFIRMED with the proof, FAILED for certain, or still open. Gives how
   * many moved on.
   */
  ask(deps: ActivityDeps, run: RunRef, payouts: readonly PayoutUnderWay[]): Promise<number>;
}
