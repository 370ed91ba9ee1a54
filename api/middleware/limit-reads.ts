import type { MiddlewareHandler } from 'hono';
import type { Limiter } from '../../platform/limiter.ts';
import type { AppEnv, AppSettings } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import { enforceLimits, limitRules } from '../rate-limit.ts';

const healthPaths = new Set(['/healthz', '/api/healthz', '/readyz']);
/** Writes take their limits after the replay lookup, so that replays are free. */
const writePaths = new Set(['/api/register', '/api/claim/prepare', '/api/claim/record']);

/** Takes one use of the health limit or of the default limit for every request that is no write. */
export function limitReads(limiter: Limiter, settings: AppSettings): MiddlewareHandler<AppEnv> {
  const rules = limitRules(settings);

  return async function limitReads(c, next) {
    const { path, method } = c.req;
    if (method === 'POST' && writePaths.has(path)) return await next();
    const rule = healthPaths.has(path) ? rules.health : rules.standard;
    await enforceLimits(c, limiter, [{ rule, subject: clientAddress(c, settings.trustedProxies) }]);
    return await next();
  };
}
