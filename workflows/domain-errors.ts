import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { type FailureCode, failureCodes } from '../domain/error-codes.ts';
import {
  BusinessFailure,
  InvariantViolation,
  RetriesExhausted,
  RunFenced,
  TransferDiffers,
  WrongSaga,
} from '../domain/errors.ts';

/** Whether the activity itself called its error final, so that another try is pointless. */
export function isFinal(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}

/**
 * The domain error that an activity threw, from Temporal's wrapping of it. A failure that is not final
 * means that its retries are used up.
 */
export function toDomainError(error: unknown): Error {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : String(cause);
  const options = { cause: error };
  if (!(cause instanceof ApplicationFailure)) return new RetriesExhausted(message, options);
  switch (cause.type) {
    case 'BusinessFailure': {
      const code = failureCodeOf(cause.details?.[0]);
      if (code !== null) return new BusinessFailure(code, message, options);
      return new InvariantViolation(`Expected a known failure code, got: ${message}`, options);
    }
    case 'RunFenced':
      return new RunFenced(message, options);
    case 'TransferDiffers':
      return new TransferDiffers(message, options);
    case 'WrongSaga':
      return new WrongSaga(message, options);
    case 'InvariantViolation':
      return new InvariantViolation(message, options);
    default:
      return new RetriesExhausted(`${cause.type ?? 'Error'}: ${message}`, options);
  }
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
