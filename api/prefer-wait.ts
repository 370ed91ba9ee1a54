import { ApiError } from '../domain/errors.ts';

/** Longest `Prefer: wait=N`, seconds. */
export const preferWaitMaxSeconds = 30;

/**
 * The seconds of `Prefer: wait=N` (RFC 7240), among other preferences; null when there is none.
 * @throws ApiError NOT_ACCEPTABLE_WAIT for anything but a whole number from 0 to 30.
 */
export function parsePreferWait(header: string | undefined): number | null {
  const wait = (header ?? '')
    .split(',')
    .map((preference) => (preference.split(';')[0] ?? '').trim())
    .find((preference) => /^wait\s*(=|$)/i.test(preference));
  if (wait === undefined) return null;
  const value = /^wait\s*=\s*("?)([0-9]{1,4})\1$/i.exec(wait)?.[2];
  const seconds = Number(value);
  if (value === undefined || seconds > preferWaitMaxSeconds) {
    throw new ApiError('NOT_ACCEPTABLE_WAIT', undefined, {
      errors: [
        { field: 'header:Prefer', expected: `wait=N with N from 0 to ${preferWaitMaxSeconds}` },
      ],
    });
  }
  return seconds;
}
