import type { MiddlewareHandler } from 'hono';
import type { AppEnv, RouteServices } from '../app-parts.ts';
import { authenticate } from '../operators.ts';

/**
 * Lets operators in, before anything of the request is judged: whoever has no key learns nothing. What they are
 * shown is not for caches. What they may do is for the route to ask (`requireRole`).
 */
export function requireOperator(services: RouteServices): MiddlewareHandler<AppEnv> {
  return async function requireOperator(c, next) {
    await authenticate(c, services);
    c.header('Cache-Control', 'no-store');
    return await next();
  };
}
