import { z } from '@hono/zod-openapi';
import { txHashAnswer } from './wallet.ts';

/** A claim as older clients know it. */
export const claimRecordSchema = z
  .object({
    tokenId: z.string().nullable(),
    tokenType: z.enum(['USDC', 'USDT']),
    amount: z.string().openapi({
      description:
        'What was paid, once the chain has shown it; until then what was told, or the fee. Minor units.',
    }),
    txHash: txHashAnswer.openapi({ description: 'The payment.' }),
    timestamp: z.int().openapi({ description: 'When it was recorded, unix milliseconds.' }),
    status: z.enum(['pending', 'confirmed', 'failed']),
  })
  .openapi('ClaimRecord');

/** The transaction of a payment, on its way in; lower case from here on. */
export const paymentHash = z
  .string('0x and 64 hex digits')
  .regex(/^0x[0-9a-fA-F]{64}$/, '0x and 64 hex digits')
  .transform((hash) => `0x${hash.slice(2).toLowerCase()}` as const)
  .openapi({
    type: 'string',
    pattern: '^0x[0-9a-fA-F]{64}$',
    description: "The payment's transaction.",
  });

/** A quote, on its way in. */
export const quoteReference = z
  .uuid('the quoteId of a prepared claim')
  .transform((id) => id.toLowerCase());
