import { z } from '@hono/zod-openapi';

/** Which terms: a version, and the SHA-256 of its text. */
export const termsReference = z.object({
  version: z.string().regex(/^[\x21-\x7e]{1,64}$/, '1 to 64 visible ASCII characters'),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex'),
});
