import { z } from '@hono/zod-openapi';

/** The tokens that fees are paid in. */
export const paymentTokens = ['USDC', 'USDT'] as const;

/** One of them, on its way in. */
export const paymentTokenSchema = z.enum(paymentTokens, { error: 'USDC or USDT' });
