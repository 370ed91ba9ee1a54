import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { ApiError } from '../../domain/errors.ts';
import type { AppContext, AppEnv } from '../app-parts.ts';

/** Headers that scripts of another origin may read. */
const exposed = [
  'Idempotency-Key',
  'Idempotency-Replayed',
  'X-Idempotency',
  'X-Request-Id',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Preference-Applied',
  'Location',
  'ETag',
];

/**
 * Lets in requests without an `Origin`, from the app's own origin and from `allowed` (`*` is any);
 * every other origin is refused with ORIGIN_FORBIDDEN, on reads too.
 */
export function checkOrigin(allowed: readonly string[]): MiddlewareHandler<AppEnv> {
  const any = allowed.includes('*');
  const listed = new Set(allowed);
  const answerCors = cors({
    origin: (origin) => (any || listed.has(origin) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH'],
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'Prefer',
      'X-Admin-Key',
      'X-Request-Id',
      'Last-Event-ID',
      'traceparent',
    ],
    exposeHeaders: exposed,
    // Session cookies are for origins that were named; `*` names nobody.
    credentials: !any,
    maxAge: 600,
  });

  return async function checkOrigin(c, next) {
    const origin = c.req.header('origin');
    if (origin === undefined) return await next();
    if (any || listed.has(origin)) return await answerCors(c, next);
    if (isOwnOrigin(c, origin)) return await next();
    throw new ApiError('ORIGIN_FORBIDDEN', `The origin ${origin.slice(0, 200)} is not allowed.`);
  };
}

/** Whether an origin is this app's own. By host alone: behind a proxy that ends TLS this process can not know the scheme. */
export function isOwnOrigin(c: AppContext, origin: string): boolean {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
