import { ProblemError, UnreachableError } from '../../client/api-errors.ts';

/** A step of the demo did not do what it should. */
export class DemoFailed extends Error {
  override readonly name = 'DemoFailed';
}

/** Why the demo stopped and what can be done about it. */
export function explainFailure(error: unknown, url: string): string {
  if (error instanceof UnreachableError)
    return `Nothing answers at ${url}. Start the platform first: "npm run dev" (MOCK) or "npm run dev:real" (REAL).`;
  if (error instanceof ProblemError && error.is('RATE_LIMITED'))
    return `${error.message}\nRegistrations per IP and hour are limited; start the API with RL_REGISTER_PER_HOUR=0 to play without limits (retry after ${(error.retryAfterMs ?? 0) / 1000} s).`;
  return error instanceof Error ? error.message : String(error);
}
