import { isSecretOf } from '../domain/secret-tokens.ts';
import type { AppContext } from './app-parts.ts';

/** Nothing longer is a credential of ours; it is not even hashed. */
const credentialCharsMax = 512;

/**
 * The operator key of a request: `X-Admin-Key`, since a proxy may want `Authorization` for itself, or else a bearer token,
 * whatever it is.
 */
export function presentedKey(c: AppContext): string | null {
  const key = c.req.header('x-admin-key') ?? bearerOf(c);
  return key !== null && key !== '' && key.length <= credentialCharsMax ? key : null;
}

/** Whether an operator asks: by anything but a wallet's session. For reads that others may make, too. */
export function isKeyPresented(c: AppContext): boolean {
  const key = presentedKey(c);
  return key !== null && !isSecretOf('qs', key);
}

/** The bearer token of a request, whatever it is. */
export function bearerOf(c: AppContext): string | null {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
  return bearer ?? null;
}

/** The challenge of a 401 (RFC 6750): `wrong` when a credential was sent. */
export function challenge(wrong: boolean): Readonly<Record<string, string>> {
  const error = wrong ? ', error="invalid_token"' : '';
  return { 'www-authenticate': `Bearer realm="quittance"${error}` };
}
