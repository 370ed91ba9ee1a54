import type { z } from '@hono/zod-openapi';
import type { IntentDetails } from '../db/queries/intent-details.ts';
import type { WalletIntent } from '../db/queries/intents-of-wallet.ts';
import type { amountSchema, intentSchema, intentSummarySchema } from './schemas/intent.ts';
import { checksummed } from './schemas/wallet.ts';

type Amount = z.infer<typeof amountSchema>;

/** Assets that are no token of the chain. */
const nativeDecimals: Readonly<Record<string, number>> = { ETH: 18, SGEID: 0 };

/** An intent as the API shows it. */
export function intentView(details: IntentDetails): z.infer<typeof intentSchema> {
  const amount = (asset: string, minor: string): Amount => ({
    amount: minor,
    asset,
    decimals: details.decimals[asset] ?? nativeDecimals[asset] ?? 0,
  });
  return {
    id: details.id,
    kind: details.kind,
    state: details.state,
    parked: details.parked,
    parkedReason: details.parked_reason,
    program: { id: details.program_id, slug: details.program_slug },
    wallet: checksummed(details.wallet),
    idempotencyKey: details.idempotency_key,
    workflowId: details.workflow_id,
    createdAt: details.created_at,
    updatedAt: details.updated_at,
    transitions: details.transitions,
    ...paymentView(details, amount),
    ...deliveryView(details),
    ...failureView(details),
    ledgerTransactions: details.ledger.map((transaction) => ({
      id: transaction.id,
      reference: transaction.reference,
      effectiveAt: transaction.effective_at,
      createdAt: transaction.created_at,
      postings: transaction.postings.map((posting) => ({
        account: posting.account,
        direction: posting.direction,
        amount: amount(posting.asset, posting.amount),
      })),
    })),
  };
}

function paymentView({ payment }: IntentDetails, amount: (asset: string, minor: string) => Amount) {
  if (payment === null) return {};
  return {
    payment: {
      txHash: payment.tx_hash,
      logIndex: payment.log_index,
      blockNumber: payment.block_number,
      payer: checksummed(payment.payer),
      recipient: checksummed(payment.recipient),
      amount: amount(payment.asset, payment.amount),
      status: payment.status,
    },
  };
}

function deliveryView({ slot }: IntentDetails) {
  if (slot === null) return {};
  // The one that is mined, otherwise the newest: any of them may be mined yet.
  const { attempts } = slot;
  const shown = attempts.find((attempt) => attempt.mined_block !== null) ?? attempts.at(-1);
  return {
    delivery: {
      state: slot.state,
      wallet: checksummed(slot.wallet),
      nonce: slot.nonce,
      txHash: shown?.tx_hash ?? null,
      attempts: attempts.map((attempt) => ({
        ordinal: attempt.ordinal,
        txHash: attempt.tx_hash,
        broadcastAt: attempt.broadcast_at,
        minedBlock: attempt.mined_block,
        gasUsed: attempt.gas_used,
      })),
    },
  };
}

/** An intent in a list. */
export function intentSummaryView(intent: WalletIntent): z.infer<typeof intentSummarySchema> {
  const { id, kind, state, parked, created_at: createdAt, updated_at: updatedAt } = intent;
  return {
    ...{ id, kind, state, parked },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...failureView(intent),
  };
}

/** Why an intent failed, where it did. */
function failureView(failed: {
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
}) {
  const { failure_code: code, failure_detail: detail } = failed;
  return code === null ? {} : { failure: { code, detail: detail ?? code } };
}
