import { ApiError } from '../domain/errors.ts';

const keyField = 'header:Idempotency-Key';
const visibleAscii = /^[\x21-\x7e]{1,255}$/;
/** RFC 8941 section 3.3.3: only the quote and the backslash are escaped. */
const quoted = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The idempotency key of a header value, bare or as a quoted string (`"k"` and `k` are the same key);
 * null when there is none.
 * @throws ApiError IDEMPOTENCY_KEY_MALFORMED for anything but 1 to 255 visible ASCII characters.
 */
export function parseIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '') return null;
  const text = header.trim();
  const key = text.startsWith('"') ? quoted.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1') : text;
  if (key === undefined || !visibleAscii.test(key)) {
    throw new ApiError('IDEMPOTENCY_KEY_MALFORMED', undefined, {
      errors: [
        {
          field: keyField,
          expected: '1 to 255 visible ASCII characters, bare or as a quoted string',
        },
      ],
    });
  }
  return key;
}

/** The refusal of a write without a key. */
export function keyMissing(): ApiError {
  return new ApiError('IDEMPOTENCY_KEY_MISSING', undefined, {
    errors: [{ field: keyField, expected: 'a key that is new for each new write' }],
  });
}
