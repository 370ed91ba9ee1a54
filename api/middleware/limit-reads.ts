import type { MiddlewareHandler } from 'hono';
import type { Limiter } from '../../platform/limiter.ts';
import type { App, AppContext, AppEnv, AppSettings } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import { limitRules } from '../rate-limit.ts';
import { enforceLimits } from '../take-limits.ts';
import { writeRoutesOf } from '../write-routes.ts';

const healthPaths = new Set(['/healthz', '/api/healthz', '/readyz']);

/** Parts of {@link limitReads}. */
export interface LimitReadsParts {
  /** Its routes say which requests are writes. */
  readonly app: App;
  readonly limiter: Limiter;
  readonly settings: AppSettings;
}

/**
 * Takes one use of the health limit or of the default limit for every request that is no write under a
 * key. Such a write takes its own limits after the replay lookup, so that replays are free; one that is
 * refused before it comes so far (a body that can not be read, a used key) counts here after all.
 */
export function limitReads(parts: LimitReadsParts): MiddlewareHandler<AppEnv> {
  const { app, limiter, settings } = parts;
  const rules = limitRules(settings);
  const isWriteRoute = writeRoutesOf(app);

  return async function limitReads(c, next) {
    const subject = () => clientAddress(c, settings.trustedProxies);
    if (isWriteRoute(c.req.method, c.req.path)) {
      await next();
      if (!isUncounted(c)) return;
      return await enforceLimits(c, limiter, [{ rule: rules.standard, subject: subject() }]);
    }
    const rule = healthPaths.has(c.req.path) ? rules.health : rules.standard;
    await enforceLimits(c, limiter, [{ rule, subject: subject() }]);
    return await next();
  };
}

/** The answers to a key whose request is known: still running, or too old to be told again. */
const replayStatuses = new Set([409, 410]);

/** A refusal for the client's own fault, which took no limit and is no replay. */
function isUncounted({ res }: AppContext): boolean {
  if (res.status < 400 || res.status >= 500 || replayStatuses.has(res.status)) return false;
  return !res.headers.has('ratelimit') && !res.headers.has('idempotency-replayed');
}
