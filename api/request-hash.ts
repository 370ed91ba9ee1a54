import canonicalize from 'canonicalize';
import { ApiError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';

/** What a write is told apart by. */
export interface Fingerprinted {
  readonly method: string;
  readonly path: string;
  /** Lower case. */
  readonly wallet: string;
  /** The body as it was sent. */
  readonly sent: unknown;
  /** The body as its schema understood it: defaults filled in, wallets in lower case. */
  readonly parsed: Readonly<Record<string, unknown>>;
}

/**
 * The fingerprint of a write: SHA-256 over method, path, wallet and body digest (design rule 2).
 *
 * The digest is taken over the canonical JSON (RFC 8785) of the body as understood, so that a retry
 * with other white space, member order, wallet case or an explicit default is the same request; members
 * that the schema does not know are part of it, since another body is another request.
 * @throws ApiError VALIDATION_FAILED when the body has no canonical form (numbers beyond the double range, endless nesting).
 */
export function requestHash({ method, path, wallet, sent, parsed }: Fingerprinted): string {
  const bodyHash = sha256Hex(canonical({ ...(typeof sent === 'object' ? sent : {}), ...parsed }));
  return sha256Hex(canonical([method, path, wallet, bodyHash]));
}

function canonical(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw noCanonicalForm(cause);
  }
  throw noCanonicalForm(undefined);
}

function noCanonicalForm(cause: unknown): ApiError {
  return new ApiError('VALIDATION_FAILED', 'The body has no canonical JSON form (RFC 8785).', {
    cause,
  });
}
