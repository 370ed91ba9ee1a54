import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import { isCancellationError, isRetryable, toDomainError } from './domain-errors.ts';

/** Short idempotent effects: no task of their own, and given up soon (design rule 11). */
const local = proxyLocalActivities<SagaActivities>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '2s' },
});

/** Takes over when the local try is used up; the intent parks when this is, too. */
const ordinary = proxyActivities<SagaActivities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** For what must get through, however long the database is away: parking, failing, resuming. */
const persistent = proxyActivities<SagaActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** The activities as a workflow calls them. They throw domain errors. */
export const sagaActivities: SagaActivities = {
  openRun: inTurn(local.openRun, ordinary.openRun),
  verifyPayment: inTurn(local.verifyPayment, ordinary.verifyPayment),
  submitTransaction: inTurn(local.submitTransaction, ordinary.submitTransaction),
  broadcastTransaction: inTurn(local.broadcastTransaction, ordinary.broadcastTransaction),
  confirmTransaction: inTurn(local.confirmTransaction, ordinary.confirmTransaction),
  settleIntent: inTurn(local.settleIntent, ordinary.settleIntent),
  failIntent: inTurn(local.failIntent, persistent.failIntent),
  parkIntent: inTurn(local.parkIntent, persistent.parkIntent),
  resumeIntent: inTurn(local.resumeIntent, persistent.resumeIntent),
};

/** Tries an activity locally first, then as an ordinary one unless trying again is pointless. */
function inTurn<Input, Output>(
  first: (input: Input) => Promise<Output>,
  second: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      return await first(input);
    } catch (error) {
      if (isCancellationError(error)) throw error;
      if (!isRetryable(error)) throw toDomainError(error);
    }
    try {
      return await second(input);
    } catch (error) {
      throw isCancellationError(error) ? error : toDomainError(error);
    }
  };
}
