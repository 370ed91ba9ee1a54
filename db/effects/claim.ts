import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError, invariant } from '../../domain/errors.ts';
import type { ClaimEffect, EffectResult } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import type { EffectItem } from './apply-effects.ts';
import { insertIntents } from './insert-intents.ts';

type Item = EffectItem<ClaimEffect>;

const factsRow = z.object({
  index: z.number(),
  active: z.boolean(),
  fee_amount: z.string(),
  claim_amount: z.string(),
  treasury_address: z.string(),
  registered: z.boolean(),
  token_id: z.string().nullable(),
  registered_block: z.string().nullable(),
  claimed: z.boolean(),
  payment_used_up: z.boolean(),
  quote_fee: z.string().nullable(),
  quote_block: z.string().nullable(),
  accepted_at: z.coerce.date(),
});

type Facts = z.infer<typeof factsRow>;

/**
 * Records claims. What the database already knows is refused here; what only the chain knows is
 * decided by the saga. An unproven request takes nothing: the claim slot is taken by the verified payment.
 */
export async function applyClaims(
  tx: Database,
  items: readonly Item[],
): Promise<(EffectResult | ApiError)[]> {
  const facts = await readFacts(tx, items);
  const outcomes = items.map((item, index) => {
    const fact = facts.get(index);
    invariant(fact !== undefined, `Expected program ${item.programId} to exist`);
    return judge(item, fact);
  });
  const admitted = items.flatMap((item, index) => {
    const fact = facts.get(index);
    return fact === undefined || outcomes[index] instanceof ApiError ? [] : [{ item, fact }];
  });
  await insertIntents(
    tx,
    admitted.map(({ item, fact }) => ({
      ...item.effect.intent,
      programId: item.programId,
      key: item.key,
      input: inputOf(item, fact),
    })),
  );
  return outcomes;
}

function judge({ effect }: Item, fact: Facts): EffectResult | ApiError {
  if (!fact.registered) return new ApiError('NOT_REGISTERED');
  if (fact.claimed) return new ApiError('ALREADY_CLAIMED');
  if (fact.payment_used_up) return new ApiError('PAYMENT_ALREADY_USED');
  if (effect.quoteId !== null && fact.quote_fee === null) return new ApiError('QUOTE_NOT_FOUND');
  if (!fact.active) return new ApiError('PROGRAM_PAUSED');
  return {
    type: 'claim',
    intentId: effect.intent.id,
    tokenId: fact.token_id === null ? null : BigInt(fact.token_id),
    feeAmount: BigInt(fact.quote_fee ?? fact.fee_amount),
    acceptedAt: fact.accepted_at,
  };
}

function inputOf({ effect }: Item, fact: Facts): Record<string, unknown> {
  return {
    tokenType: effect.tokenType,
    txHash: effect.txHash,
    ...(effect.amount === null ? {} : { amount: effect.amount }),
    ...(effect.quoteId === null ? {} : { quoteId: effect.quoteId }),
    feeAmount: fact.quote_fee ?? fact.fee_amount,
    claimAmount: fact.claim_amount,
    treasuryAddress: fact.treasury_address,
    notBeforeBlock: earliest(fact.quote_block, fact.registered_block),
  };
}

/** A payment counts from the registration or the quote on, whichever came first (design rule 16). */
function earliest(quoteBlock: string | null, registeredBlock: string | null): string {
  const registered = BigInt(registeredBlock ?? 0);
  const quoted = quoteBlock === null ? registered : BigInt(quoteBlock);
  return (quoted < registered ? quoted : registered).toString();
}

/** A quote counts while it is valid, and for an hour more: what was paid in time may be recorded a little late. */
async function readFacts(tx: Database, items: readonly Item[]): Promise<Map<number, Facts>> {
  const inputs = items.map(({ programId, effect }, index) => ({
    index,
    program_id: programId,
    wallet: effect.intent.wallet,
    tx_hash: effect.txHash,
    token: effect.tokenType,
    quote_id: effect.quoteId,
  }));
  const rows = await queryRows(
    tx,
    sql`select c.index, p.status = 'ACTIVE' as active, p.fee_amount::text as fee_amount,
        p.claim_amount::text as claim_amount, p.treasury_address,
        coalesce(u.registered_at is not null, false) as registered, u.token_id::text as token_id,
        u.registered_block::text as registered_block,
        exists (select from claims k where k.program_id = p.id and k.wallet = c.wallet) as claimed,
        coalesce((select count(*) >= max(y.transfer_logs) from payments y
          where y.chain_id = p.chain_id and y.tx_hash = c.tx_hash), false) as payment_used_up,
        q.fee_amount::text as quote_fee, q.quoted_block::text as quote_block, now() as accepted_at
      from jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb)
        as c(index int, program_id uuid, wallet text, tx_hash text, token text, quote_id uuid)
      join programs p on p.id = c.program_id
      left join users u on u.program_id = p.id and u.wallet = c.wallet
      left join quotes q on q.id = c.quote_id and q.program_id = p.id and q.wallet = c.wallet and q.token = c.token
        and q.expires_at > now() - interval '1 hour'`,
    factsRow,
  );
  return new Map(rows.map((row) => [row.index, row]));
}
