import { z } from '@hono/zod-openapi';

/** The request header of every write. Its form is judged by `parseIdempotencyKey`, which has its own codes. */
export const writeRequestHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .optional()
    .openapi({
      param: { required: true },
      description:
        'New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false.',
      example: '"7d1f0a52-register-1"',
    }),
});

/** The response headers of every write. */
export const writeResponseHeaders = z.object({
  'Idempotency-Key': z.string(),
  'Idempotency-Replayed': z
    .literal('true')
    .optional()
    .openapi({ description: 'Present on a replay.' }),
  'X-Idempotency': z.enum(['MISS', 'HIT']),
});
