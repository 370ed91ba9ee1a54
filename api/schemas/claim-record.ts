import { z } from '@hono/zod-openapi';
import { txHashAnswer } from './wallet.ts';

/** A claim as older clients know it. */
export const claimRecordSchema = z
  .object({
    tokenId: z.string().nullable(),
    tokenType: z.enum(['USDC', 'USDT']),
    amount: z.string().openapi({ description: 'The fee, minor units.' }),
    txHash: txHashAnswer.openapi({ description: 'The payment.' }),
    timestamp: z.int().openapi({ description: 'When it was recorded, unix milliseconds.' }),
    status: z.enum(['pending', 'confirmed', 'failed']),
  })
  .openapi('ClaimRecord');
