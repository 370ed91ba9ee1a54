import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError, invariant } from '../../domain/errors.ts';
import { intentStates } from '../../domain/intent-state.ts';
import type { ClaimEffect, EffectResult } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import type { EffectItem } from './apply-effects.ts';
import { insertIntents } from './insert-intents.ts';
import { gateRefusals, quoteCounts } from './program-gates.ts';

type Item = EffectItem<ClaimEffect>;

const factsRow = z.object({
  index: z.number(),
  fee_amount: z.string(),
  claim_amount: z.string(),
  treasury_address: z.string(),
  /** Everybody the wallet may have paid the fee to. */
  recipients: z.array(z.string()),
  registered: z.boolean(),
  token_id: z.string().nullable(),
  registered_block: z.string().nullable(),
  /** The state of the claim that has the wallet's slot; null while the slot is free. */
  claim_state: z.enum(intentStates).nullable(),
  payment_used_up: z.boolean(),
  payments_applied: z.boolean(),
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
  const gates = await gateRefusals(
    tx,
    items.map(({ programId, effect }) => ({
      programId,
      wallet: effect.intent.wallet,
      token: effect.tokenType,
    })),
  );
  const outcomes = items.map((item, index) => {
    const fact = facts.get(index);
    invariant(fact !== undefined, `Expected program ${item.programId} to exist`);
    return judge(item, fact, gates[index] ?? null);
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

const claimUnderWay = 'A verified claim of this wallet is under way in this program.';

function judge(
  { effect }: Item,
  fact: Facts,
  gateRefusal: ApiError | null,
): EffectResult | ApiError {
  if (!fact.registered) return new ApiError('NOT_REGISTERED');
  const { claim_state: claim, payments_applied: applied } = fact;
  // A claim that fails gives back its slot and its payment, so a refusal is final only once it is settled.
  if (claim !== null && claim !== 'SETTLED')
    return new ApiError('ALREADY_CLAIMED', claimUnderWay, { stored: false });
  if (claim !== null) return new ApiError('ALREADY_CLAIMED');
  if (fact.payment_used_up)
    return new ApiError('PAYMENT_ALREADY_USED', undefined, { stored: applied });
  if (effect.quoteId !== null && fact.quote_fee === null) return new ApiError('QUOTE_NOT_FOUND');
  if (gateRefusal !== null) return gateRefusal;
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
    recipients: fact.recipients,
    notBeforeBlock: earliest(fact.quote_block, fact.registered_block),
  };
}

/** A payment counts from the registration or the quote on, whichever came first (design rule 16). */
function earliest(quoteBlock: string | null, registeredBlock: string | null): string {
  const registered = BigInt(registeredBlock ?? 0);
  const quoted = quoteBlock === null ? registered : BigInt(quoteBlock);
  return (quoted < registered ? quoted : registered).toString();
}

/**
 * Whether a payment `y` of intent `i` is out of reach for wallet `c` in program `p`: not when it has vanished or came
 * to nothing with a claim of the same wallet (activities/book-payment.ts takes such a payment over).
 */
const takenFor = sql`y.status <> 'VANISHED' and not (y.status = 'SUSPENSE' and i.program_id = p.id
  and i.wallet = c.wallet and i.state = 'FAILED' and i.failure_code <> 'ABANDONED')`;

/**
 * Whom wallet `c` may have paid in program `p`: the treasury, the vault, and whomever a quote that counts told it
 * to pay, so that a fee that is on its way when the program is configured anew is not lost.
 */
const recipients = sql`(select jsonb_agg(distinct address) from (
  values (p.treasury_address), (p.vault_address)
  union all select q.recipient from quotes q
    where q.program_id = p.id and q.wallet = c.wallet and ${quoteCounts}) a(address) where address is not null)`;

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
    sql`select c.index, p.fee_amount::text as fee_amount,
        p.claim_amount::text as claim_amount, p.treasury_address, ${recipients} as recipients,
        coalesce(u.registered_at is not null, false) as registered, u.token_id::text as token_id,
        u.registered_block::text as registered_block,
        (select i.state from claims k join intents i on i.id = k.intent_id
          where k.program_id = p.id and k.wallet = c.wallet) as claim_state,
        coalesce(paid.used_up, false) as payment_used_up, coalesce(paid.applied, false) as payments_applied,
        q.fee_amount::text as quote_fee, q.quoted_block::text as quote_block, now() as accepted_at
      from jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb)
        as c(index int, program_id uuid, wallet text, tx_hash text, token text, quote_id uuid)
      join programs p on p.id = c.program_id
      left join users u on u.program_id = p.id and u.wallet = c.wallet
      left join quotes q on q.id = c.quote_id and q.program_id = p.id and q.wallet = c.wallet and q.token = c.token
        and ${quoteCounts}
      left join lateral (
        select count(*) filter (where ${takenFor}) >= max(y.transfer_logs) as used_up,
            bool_and(y.status = 'APPLIED') as applied
          from payments y join intents i on i.id = y.intent_id
          where y.chain_id = p.chain_id and y.tx_hash = c.tx_hash) paid on true`,
    factsRow,
  );
  return new Map(rows.map((row) => [row.index, row]));
}
