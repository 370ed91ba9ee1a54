import { ApplicationFailure } from '@temporalio/common';
import { BusinessFailure, InvariantViolation, RunFenced } from '../domain/errors.ts';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';

/** The activities with their domain errors in Temporal's form: what is final says so, the rest is retried. */
export function temporalActivities(activities: SagaActivities): SagaActivities {
  return {
    openRun: translating(activities.openRun),
    verifyPayment: translating(activities.verifyPayment),
    submitTransaction: translating(activities.submitTransaction),
    broadcastTransaction: translating(activities.broadcastTransaction),
    confirmTransaction: translating(activities.confirmTransaction),
    settleIntent: translating(activities.settleIntent),
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
      throw toApplicationFailure(error);
    }
  };
}

/** An error as Temporal carries it; the workflow side turns it back (`workflows/domain-errors.ts`). */
export function toApplicationFailure(error: unknown): ApplicationFailure {
  if (!(error instanceof Error))
    return ApplicationFailure.create({ message: String(error), nonRetryable: false });
  const final =
    error instanceof BusinessFailure ||
    error instanceof RunFenced ||
    error instanceof InvariantViolation;
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: final,
    ...(error instanceof BusinessFailure ? { details: [error.code] } : {}),
    cause: error,
  });
}
