import { z } from '@hono/zod-openapi';
import { walletAnswer } from './wallet.ts';

/** What a claim costs now, and what the wallet is to send for it. */
export const preparedClaimSchema = z
  .object({
    wallet: walletAnswer,
    tokenType: z.enum(['USDC', 'USDT']),
    tokenAddress: walletAnswer,
    spender: walletAnswer.openapi({ description: 'Whom the fee is paid to: treasury or vault.' }),
    feeAmount: z.string().openapi({ description: 'Minor units.', example: '100000000' }),
    feeFormatted: z.string(),
    currentAllowance: z.string(),
    needsApproval: z.boolean().openapi({
      description: 'The vault has to be allowed to take the fee first; never for a treasury.',
    }),
    needsReset: z.boolean().openapi({
      description: 'The allowance has to be set to 0 before that, as USDT demands.',
    }),
    transactions: z
      .array(
        z.object({
          step: z.int(),
          description: z.string(),
          to: walletAnswer,
          data: z.string().openapi({ description: 'Calldata, hex.' }),
          value: z.string().openapi({ description: 'Wei.', example: '0' }),
        }),
      )
      .openapi({ description: 'What the wallet is to send, in this order.' }),
    quoteId: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .openapi('PreparedClaim');
