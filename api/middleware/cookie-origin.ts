import { ApiError } from '../../domain/errors.ts';
import type { AppContext, AppSettings } from '../app-parts.ts';
import { isOwnOrigin } from './origin.ts';

const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a write that relies on a cookie unless it says that it comes from a page of ours: the browser sends the
 * cookie whoever wrote the page. `*` in CORS_ORIGINS is no name of a page.
 * @throws ApiError ORIGIN_FORBIDDEN.
 */
export function requireKnownOrigin(c: AppContext, { corsOrigins }: AppSettings): void {
  if (readMethods.has(c.req.method)) return;
  const origin = c.req.header('origin');
  if (origin !== undefined && (isOwnOrigin(c, origin) || corsOrigins.includes(origin))) return;
  throw new ApiError(
    'ORIGIN_FORBIDDEN',
    'A write with a session cookie needs an Origin header of this site; send the token as Bearer instead.',
  );
}
