import { type ErrorCode, errorCodes, type FailureCode, failureCodes } from './error-codes.ts';

/** One wrong field of a request. */
export interface FieldError {
  /** JSON pointer into the body (`/wallet`), or `query:wallet`, `header:Idempotency-Key`, `path:id`. */
  readonly field: string;
  /** What was expected there. */
  readonly expected: string;
}

/** What an `ApiError` carries besides its code. */
export interface ApiErrorOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Extra response headers, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Extra members of the problem document, such as `intentId`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** False where a refusal that is final otherwise may still change, so that it is not stored. @default as the code's entry says */
  readonly stored?: boolean;
}

/** An expected refusal of a request; rendered as a problem document with the status of its code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly options: ApiErrorOptions;

  constructor(code: ErrorCode, detail?: string, options: ApiErrorOptions = {}) {
    super(detail ?? errorCodes[code].meaning, options);
    this.code = code;
    this.options = options;
  }
}

/**
 * A final business failure of an intent: not retried, ends the saga in FAILED with this code.
 * Temporal carries it as a non-retryable ApplicationFailure of type `BusinessFailure` with the code as its first detail.
 */
export class BusinessFailure extends Error {
  override readonly name = 'BusinessFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, detail?: string, options: ErrorOptions = {}) {
    super(detail ?? failureCodes[code], options);
    this.code = code;
  }
}

/** Another run of the same intent has taken over (design rule 9): this one must stop and change nothing. */
export class RunFenced extends Error {
  override readonly name = 'RunFenced';
}

/**
 * A run was started with the saga of another kind than its intent's, as by hand with the wrong type. It ends as failed and
 * has changed nothing, so that its ID can be started again with the right one (design rule 28).
 */
export class WrongSaga extends Error {
  override readonly name = 'WrongSaga';
}

/** An intent that a step was about is final already: its saga is to look at it again from the beginning. */
export class IntentEnded extends Error {
  override readonly name = 'IntentEnded';
}

/**
 * A transaction has moved something else than it was to move: not nothing, and not what was asked for. Not retried: the
 * intent parks with it, and nothing of it is freed (design rule 27).
 */
export class TransferDiffers extends Error {
  override readonly name = 'TransferDiffers';
}

/** A state of the data that must be impossible. Not retried: the intent parks with it. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** An activity's retries are used up; the saga parks the intent with this reason (design rule 10). */
export class RetriesExhausted extends Error {
  override readonly name = 'RetriesExhausted';
}

/** Whether trying a step again can not mend its error. */
export function isFinalError(error: unknown): boolean {
  return (
    error instanceof BusinessFailure ||
    error instanceof RunFenced ||
    error instanceof WrongSaga ||
    error instanceof TransferDiffers ||
    error instanceof InvariantViolation
  );
}

/**
 * Asserts something that must hold where money is.
 * @throws InvariantViolation with `message`, naming what was expected and what came.
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}
