import { HTTPException } from 'hono/http-exception';
import type { Answer } from '../db/accept-types.ts';
import { isOutage } from '../db/outage.ts';
import { CallReverts, ChainUnavailable } from '../domain/chain-port.ts';
import { type ErrorCode, errorCodes } from '../domain/error-codes.ts';
import { ApiError } from '../domain/errors.ts';
import type { AppContext } from './app-parts.ts';
import { problemType } from './schemas/problem.ts';

/** Where a code is documented; `GET /docs/errors` has an anchor for each. */
export function problemTypeOf(code: ErrorCode): string {
  return `/docs/errors#${code}`;
}

/** The text of a refusal's problem document (RFC 9457, with the members older clients expect). */
export function problemBody(c: AppContext, error: ApiError): string {
  const { status, title } = errorCodes[error.code];
  return JSON.stringify({
    type: problemTypeOf(error.code),
    title,
    status,
    detail: error.message,
    instance: c.req.path,
    code: error.code,
    requestId: c.get('requestId'),
    errors: error.options.errors ?? [],
    error: error.code,
    message: error.message,
    ...error.options.extra,
  });
}

/** A refusal as an answer that can be stored under an idempotency key. */
export function problemAnswer(c: AppContext, error: ApiError): Answer {
  return {
    status: errorCodes[error.code].status,
    headers: { 'content-type': problemType, ...error.options.headers },
    body: problemBody(c, error),
  };
}

/** The one place where errors become responses; whatever is not expected is a constant text with a request id. */
export function renderError(error: unknown, c: AppContext): Response {
  const refusal = refusalOf(error);
  const { status } = errorCodes[refusal.code];
  if (status >= 500) c.get('logger').error({ err: error, code: refusal.code }, 'request failed');
  return c.body(problemBody(c, refusal), status, {
    'content-type': problemType,
    ...refusal.options.headers,
  });
}

/** What the client is told about an error. */
function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) return httpRefusalOf(error);
  if (error instanceof ChainUnavailable) {
    return new ApiError('UNAVAILABLE', 'The chain does not answer.', {
      cause: error,
      headers: { 'retry-after': '2' },
    });
  }
  // Nothing a client sends makes a read of a token revert: the contract is not what set-up recorded.
  if (error instanceof CallReverts) {
    return new ApiError('UNAVAILABLE', 'A contract does not answer.', {
      cause: error,
      headers: { 'retry-after': '2' },
    });
  }
  if (isOutage(error)) {
    return new ApiError('UNAVAILABLE', 'The database does not answer.', {
      cause: error,
      headers: { 'retry-after': '2' },
    });
  }
  return new ApiError('INTERNAL', undefined, { cause: error });
}

/** Hono's own refusals, which would otherwise be plain text. */
function httpRefusalOf(error: HTTPException): ApiError {
  switch (error.status) {
    case 400:
      return new ApiError('MALFORMED_JSON', undefined, { cause: error });
    case 413:
      return new ApiError('BODY_TOO_LARGE', undefined, { cause: error });
    case 415:
      return new ApiError('UNSUPPORTED_MEDIA_TYPE', undefined, { cause: error });
    default:
      return new ApiError('INTERNAL', undefined, { cause: error });
  }
}
