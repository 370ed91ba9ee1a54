import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { findSession, type WalletSession } from '../db/wallet-sessions.ts';
import { ApiError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import { isSecretOf } from '../domain/secret-tokens.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { requireKnownOrigin } from './middleware/cookie-origin.ts';
import { bearerOf, challenge } from './presented-credential.ts';

const tokenCharsMax = 128;

/**
 * The wallet that is signed in to the program: by its token as Bearer, or by the cookie of that program. Null when
 * nobody is. Looked up once per request. Whether it is the wallet a request speaks of is for the caller to compare (`isProvenBy`).
 * @throws ApiError ORIGIN_FORBIDDEN for a write with the cookie and without an Origin of ours.
 */
export async function walletSessionOf(
  c: AppContext,
  services: RouteServices,
  programId: string,
): Promise<WalletSession | null> {
  const token = tokenOf(c, services, programId);
  if (token === null) return null;
  const known = c.get('walletSession');
  if (known?.programId === programId) return known.session;
  const session = await findSession(services.db, { tokenHash: sha256Hex(token), programId });
  c.set('walletSession', { programId, session });
  return session;
}

/**
 * As {@link walletSessionOf}, for routes that need one.
 * @throws ApiError UNAUTHENTICATED when nobody is signed in to the program.
 */
export async function requireWallet(
  c: AppContext,
  services: RouteServices,
  programId: string,
): Promise<WalletSession> {
  const session = await walletSessionOf(c, services, programId);
  if (session !== null) return session;
  throw new ApiError('UNAUTHENTICATED', 'A wallet session of this program is needed.', {
    headers: challenge(bearerOf(c) !== null),
  });
}

/** Whether the session proves that a request comes from this wallet, in any spelling: `proven` of the rate limits. */
export function isProvenBy(session: WalletSession | null, wallet: string): boolean {
  return session?.wallet === wallet.toLowerCase();
}

/** Gives the browser the session. No script can read it, and no other site or sub-domain can set it (`__Host-`). */
export function giveSessionCookie(c: AppContext, session: WalletSession, token: string): void {
  setCookie(c, cookieName(session.programId), token, {
    ...cookieOptions,
    expires: session.expiresAt,
  });
}

/** Takes the cookie of a program back. */
export function takeSessionCookie(c: AppContext, programId: string): void {
  deleteCookie(c, cookieName(programId), cookieOptions);
}

const cookieOptions = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' } as const;

/** One for each program, so that a wallet can be signed in to several. */
function cookieName(programId: string): string {
  return `__Host-quittance-${programId}`;
}

function tokenOf(c: AppContext, services: RouteServices, programId: string): string | null {
  const bearer = bearerOf(c);
  if (bearer !== null && isSecretOf('qs', bearer)) return plausible(bearer);
  const cookie = getCookie(c, cookieName(programId));
  if (cookie === undefined) return null;
  requireKnownOrigin(c, services.settings);
  return plausible(cookie);
}

function plausible(token: string): string | null {
  return isSecretOf('qs', token) && token.length <= tokenCharsMax ? token : null;
}
