import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import { isFinal, toDomainError } from './domain-errors.ts';

/**
 * Short idempotent effects: no task of their own, and given up soon (design rule 11). Six tries take 3 s.
 * The number of tries has to be limited: the SDK does not count the time of earlier tries towards
 * `scheduleToCloseTimeout`, which ends a try that hangs.
 */
const local = proxyLocalActivities<SagaActivities>({
  scheduleToCloseTimeout: '5s',
  retry: {
    initialInterval: '100ms',
    backoffCoefficient: 2,
    maximumInterval: '2s',
    maximumAttempts: 6,
  },
});

const backoff = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/**
 * Takes over when the local tries are used up; the intent parks when these are, too. About an hour, as a
 * number of tries and not as a time, so that hours without any worker do not use it up.
 */
const ordinary = proxyActivities<SagaActivities>({
  startToCloseTimeout: '30s',
  retry: { ...backoff, maximumAttempts: 64 },
});

/**
 * A step over many payouts takes longer than a local activity should. It beats while it works, so that a worker that
 * has died is not waited for; it is tried for as long as the others.
 */
const chunks = proxyActivities<SagaActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '15s',
  retry: { ...backoff, maximumAttempts: 64 },
});

/** For what must get through, however long the database is away: parking, failing, resuming. */
const persistent = proxyActivities<SagaActivities>({ startToCloseTimeout: '30s', retry: backoff });

/** The activities as a workflow calls them. They throw domain errors, and cancellations as they are. */
export const sagaActivities: SagaActivities = {
  openRun: inTurn(local.openRun, ordinary.openRun),
  verifyPayment: inTurn(local.verifyPayment, ordinary.verifyPayment),
  submitTransaction: inTurn(local.submitTransaction, ordinary.submitTransaction),
  broadcastTransaction: inTurn(local.broadcastTransaction, ordinary.broadcastTransaction),
  confirmTransaction: inTurn(local.confirmTransaction, ordinary.confirmTransaction),
  cancelTransaction: inTurn(local.cancelTransaction, ordinary.cancelTransaction),
  settleIntent: inTurn(local.settleIntent, ordinary.settleIntent),
  reverseIntent: inTurn(local.reverseIntent, ordinary.reverseIntent),
  openPayouts: inDomainErrors(chunks.openPayouts),
  submitPayouts: inDomainErrors(chunks.submitPayouts),
  sendPayouts: inDomainErrors(chunks.sendPayouts),
  askPayouts: inDomainErrors(chunks.askPayouts),
  settlePayouts: inDomainErrors(chunks.settlePayouts),
  finishPayouts: inDomainErrors(chunks.finishPayouts),
  failIntent: toTheEnd(inTurn(local.failIntent, persistent.failIntent)),
  parkIntent: toTheEnd(inTurn(local.parkIntent, persistent.parkIntent)),
  resumeIntent: toTheEnd(inTurn(local.resumeIntent, persistent.resumeIntent)),
};

type Activity<Input, Output> = (input: Input) => Promise<Output>;

/** Tries an activity locally first, then as an ordinary one unless trying again is pointless. */
function inTurn<Input, Output>(
  first: Activity<Input, Output>,
  second: Activity<Input, Output>,
): Activity<Input, Output> {
  const thenSecond = inDomainErrors(second);
  return async (input) => {
    try {
      return await first(input);
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (isFinal(error)) throw toDomainError(error);
    }
    return await thenSecond(input);
  };
}

/** Calls an activity; what it throws is a domain error, or a cancellation as it is. */
function inDomainErrors<Input, Output>(activity: Activity<Input, Output>): Activity<Input, Output> {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      throw isCancellation(error) ? error : toDomainError(error);
    }
  };
}

/** Lets an activity finish although the workflow is being cancelled: it gives back what an intent holds. */
function toTheEnd<Input, Output>(activity: Activity<Input, Output>): Activity<Input, Output> {
  return (input) => CancellationScope.nonCancellable(() => activity(input));
}
