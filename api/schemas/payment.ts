import { z } from '@hono/zod-openapi';
import type { ListedPayment } from '../../db/queries/payments-page.ts';
import { amountSchema } from './intent.ts';
import { checksummed, txHashAnswer, walletAnswer } from './wallet.ts';

/** A verified payment in a list. */
export const paymentSchema = z
  .object({
    id: z.string(),
    intentId: z.string().openapi({ description: 'The claim it was made for.' }),
    wallet: walletAnswer.openapi({ description: 'Who paid.' }),
    recipient: walletAnswer,
    txHash: txHashAnswer,
    logIndex: z.int(),
    blockNumber: z.string(),
    amount: amountSchema,
    status: z.enum(['SUSPENSE', 'APPLIED', 'VANISHED']).openapi({
      description:
        'SUSPENSE: received, and no claim has settled with it; APPLIED: its claim has; VANISHED: a reorganisation took it away.',
    }),
    createdAt: z.iso.datetime(),
  })
  .openapi('Payment');

/** A payment as it is answered. */
export function paymentView(payment: ListedPayment): z.infer<typeof paymentSchema> {
  return {
    id: payment.id,
    intentId: payment.intent_id,
    wallet: checksummed(payment.payer),
    recipient: checksummed(payment.recipient),
    txHash: payment.tx_hash,
    logIndex: payment.log_index,
    blockNumber: payment.block_number,
    amount: { amount: payment.amount, asset: payment.asset, decimals: payment.decimals },
    status: payment.status,
    createdAt: payment.created_at.toISOString(),
  };
}
