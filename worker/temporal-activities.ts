import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CallReverts } from '../domain/chain-port.ts';
import { BusinessFailure, isFinalError } from '../domain/errors.ts';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';

/** The activities with their domain errors in Temporal's form: what is final says so, the rest is retried. */
export function temporalActivities(activities: SagaActivities): SagaActivities {
  return {
    openRun: translating(activities.openRun),
    verifyPayment: translating(activities.verifyPayment),
    submitTransaction: translating(activities.submitTransaction),
    broadcastTransaction: translating(activities.broadcastTransaction),
    confirmTransaction: translating(activities.confirmTransaction),
    cancelTransaction: translating(activities.cancelTransaction),
    settleIntent: translating(activities.settleIntent),
    reverseIntent: translating(activities.reverseIntent),
    openPayouts: translating(beating(activities.openPayouts)),
    submitPayouts: translating(beating(activities.submitPayouts)),
    sendPayouts: translating(beating(activities.sendPayouts)),
    askPayouts: translating(beating(activities.askPayouts)),
    settlePayouts: translating(beating(activities.settlePayouts)),
    finishPayouts: translating(beating(activities.finishPayouts)),
    failIntent: translating(activities.failIntent),
    parkIntent: translating(activities.parkIntent),
    resumeIntent: translating(activities.resumeIntent),
  };
}

function translating<Input, Output>(
  activity: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      throw toApplicationFailure(error, isLastRevert(error));
    }
  };
}

/** Well below the heartbeat timeout of the workflow's side (`workflows/activity-proxies.ts`). */
const beatEveryMs = 3000;

/** Says that it is alive for as long as it works: where its worker has died, another one takes over soon. */
function beating<Input, Output>(
  activity: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), beatEveryMs);
    try {
      return await activity(input);
    } finally {
      clearInterval(beat);
    }
  };
}

/** Tries of an ordinary activity whose call reverts: 15 s, a block or two, after those of the local one. */
const revertTriesMax = 5;

/**
 * Whether a call has reverted often enough: it seldom mends itself, and its intent should not wait for an operator
 * for an hour. Local tries are over in 3 s, which a node that is a block behind may need.
 */
function isLastRevert(error: unknown): boolean {
  if (!(error instanceof CallReverts)) return false;
  const { isLocal, attempt } = Context.current().info;
  return !isLocal && attempt >= revertTriesMax;
}

/**
 * An error as Temporal carries it; the workflow side turns it back (`workflows/domain-errors.ts`). `usedUp`: it
 * is not to be tried again although it might pass.
 */
export function toApplicationFailure(error: unknown, usedUp = false): ApplicationFailure {
  if (!(error instanceof Error))
    return ApplicationFailure.create({ message: String(error), nonRetryable: false });
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: usedUp || isFinalError(error),
    ...(error instanceof BusinessFailure ? { details: [error.code] } : {}),
    cause: error,
  });
}
