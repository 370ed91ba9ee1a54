import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { AppContext, AppEnv } from '../app-parts.ts';

/**
 * Gives the request its logger, and counts and logs it once it is answered. Probes and scrapes are
 * logged at debug: they would drown everything else.
 */
export function observe({
  logger,
  metrics,
}: {
  readonly logger: Logger;
  readonly metrics: Metrics;
}): MiddlewareHandler<AppEnv> {
  return async function observe(c, next) {
    c.set('logger', logger.child({ requestId: c.get('requestId') }));
    const startedMs = performance.now();
    await next();
    const durationMs = performance.now() - startedMs;
    const { status } = c.res;
    const route = patternOf(c);
    const { method } = c.req;
    metrics.request({ method, route, status, seconds: durationMs / 1000 });
    const fields = { method, route, path: c.req.path, status, durationMs: Math.round(durationMs) };
    // The route may have put its intent on the logger by now.
    if (isProbe(route)) c.get('logger').debug(fields, 'request');
    else c.get('logger').info(fields, 'request');
  };
}

/** The pattern of the route that matched; a constant where none did, so that labels stay bounded. */
function patternOf(c: AppContext): string {
  const pattern = routePath(c, -1);
  return pattern === '*' || pattern === '/*' || pattern === '' ? 'unmatched' : pattern;
}

function isProbe(route: string): boolean {
  return ['/healthz', '/api/healthz', '/readyz', '/metrics'].includes(route);
}
