import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { type FailureCode, failureCodes } from '../domain/error-codes.ts';
import {
  BusinessFailure,
  InvariantViolation,
  RetriesExhausted,
  RunFenced,
} from '../domain/errors.ts';

/** Whether an error means that the workflow was cancelled from outside. */
export const isCancellationError = isCancellation;

/** Whether another try of the activity may succeed: everything but errors that an activity calls final. */
export function isRetryable(error: unknown): boolean {
  const cause = causeOf(error);
  return !(cause instanceof ApplicationFailure && cause.nonRetryable === true);
}

/**
 * The domain error that an activity threw, from Temporal's wrapping of it. A failure that is not final
 * means that its retries are used up.
 */
export function toDomainError(error: unknown): Error {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof ApplicationFailure) {
    const code = failureCodeOf(cause.details?.[0]);
    if (cause.type === 'BusinessFailure' && code !== null)
      return new BusinessFailure(code, message, { cause: error });
    if (cause.type === 'RunFenced') return new RunFenced(message, { cause: error });
    if (cause.type === 'InvariantViolation')
      return new InvariantViolation(message, { cause: error });
    return new RetriesExhausted(`${cause.type ?? 'Error'}: ${message}`, { cause: error });
  }
  return new RetriesExhausted(message, { cause: error });
}

function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
}

function failureCodeOf(detail: unknown): FailureCode | null {
  return typeof detail === 'string' && isFailureCode(detail) ? detail : null;
}

function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failureCodes, text);
}
