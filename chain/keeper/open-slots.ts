import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { isParked, runsUnder } from '../../db/queries/runs-under.ts';
import type { Address } from '../../domain/chain-port.ts';
import { storedTxHash } from '../../domain/chain-values.ts';
import { newId } from '../../domain/ids.ts';
import { intentStates } from '../../domain/intent-state.ts';

const count = z.coerce.bigint();

const newestAttempt = z.object({
  id: z.uuid(),
  ordinal: z.number(),
  purpose: z.enum(['CALL', 'CANCEL']),
  tx_hash: storedTxHash,
  max_fee: count,
  tip: count,
  sent_block: count.nullable(),
});

const openSlot = z.object({
  id: z.uuid(),
  nonce: z.coerce.number(),
  /** Open for longer than a gap is left alone. */
  ripe: z.boolean(),
  has_call: z.boolean(),
  intent_state: z.enum(intentStates).nullable(),
  parked: z.boolean().nullable(),
  workflow_id: z.string().nullable(),
  newest: newestAttempt.nullable(),
});

/** An open slot with its newest attempt, and what its intent is doing; no intent where it only fills a gap. */
export type OpenSlot = z.infer<typeof openSlot>;
export type NewestAttempt = z.infer<typeof newestAttempt>;

/** Which open slots of a wallet. */
export interface SlotRange {
  readonly chainId: number;
  readonly wallet: Address;
  /** Nonces from here on. */
  readonly from: number;
  /** And below this; null for no end. */
  readonly below: number | null;
  readonly gapAfterMs: number;
  readonly limit: number;
}

/** The open slots of a range, lowest nonce first. */
export function readOpenSlots(db: Database, range: SlotRange): Promise<OpenSlot[]> {
  const { chainId, wallet, from, below, gapAfterMs, limit } = range;
  return queryRows(
    db,
    sql`select s.id, s.nonce, s.created_at < now() - ${gapAfterMs} * interval '1 millisecond' as ripe,
        exists (select from attempts a where a.slot_id = s.id and a.purpose = 'CALL') as has_call,
        i.state as intent_state, ${isParked} as parked, ${runsUnder} as workflow_id,
        (select jsonb_build_object('id', a.id, 'ordinal', a.ordinal, 'purpose', a.purpose, 'tx_hash', a.tx_hash,
            'max_fee', a.max_fee_per_gas::text, 'tip', a.max_priority_fee_per_gas::text, 'sent_block', a.broadcast_block::text)
          from attempts a where a.slot_id = s.id order by a.ordinal desc limit 1) as newest
      from slots s left join intents i on i.id = s.intent_id
      where s.chain_id = ${chainId} and s.wallet = ${wallet} and s.state = 'OPEN'
        and s.nonce >= ${from} and s.nonce < coalesce(${below}::bigint, 9223372036854775807)
      order by s.nonce limit ${limit}`,
    openSlot,
  );
}

/**
 * Whether there is something to keep: a slot is open, or the newest one was given up, whose nonce a reorganisation may
 * free. One that is given up below another is freed only together with that one, which is open again then.
 */
export async function hasSlotsToKeep(
  db: Database,
  { chainId, wallet }: Pick<SlotRange, 'chainId' | 'wallet'>,
): Promise<boolean> {
  const [found] = await queryRows(
    db,
    sql`select exists (select from slots where chain_id = ${chainId} and wallet = ${wallet} and state = 'OPEN')
        or coalesce((select state = 'WITHOUT_EFFECT' from slots where chain_id = ${chainId} and wallet = ${wallet}
          order by nonce desc limit 1), false) as some`,
    z.object({ some: z.boolean() }),
  );
  return found?.some ?? false;
}

/** The depth at which every program of a chain takes a transaction for final. */
export async function confirmationsOf(db: Database, chainId: number): Promise<number> {
  const [found] = await queryRows(
    db,
    sql`select coalesce(max(confirmations), 1)::int as depth from programs where chain_id = ${chainId}`,
    z.object({ depth: z.number() }),
  );
  return found?.depth ?? 1;
}

/**
 * Enters slots without an intent for nonces that were given out by number and have no slot: such as those of
 * transactions that stood in the node's pool when the platform first saw the wallet, and are gone. Only where
 * something signed has waited behind them. Gives how many were entered.
 */
export async function enterFillers(
  db: Database,
  { chainId, wallet, from, gapAfterMs, limit }: Omit<SlotRange, 'below'>,
): Promise<number> {
  const missing = await queryRows(
    db,
    sql`select n::bigint as nonce from signers g, generate_series(${from}::bigint, g.next_nonce - 1) as n
      where g.chain_id = ${chainId} and g.wallet = ${wallet}
        and not exists (select from slots s where s.chain_id = g.chain_id and s.wallet = g.wallet and s.nonce = n)
        and exists (select from slots s join attempts a on a.slot_id = s.id
          where s.chain_id = g.chain_id and s.wallet = g.wallet and s.state = 'OPEN' and s.nonce > n
            and a.created_at < now() - ${gapAfterMs} * interval '1 millisecond')
      order by n limit ${limit}`,
    z.object({ nonce: z.coerce.number() }),
  );
  if (missing.length === 0) return 0;
  const rows = missing.map(({ nonce }) => ({ id: newId(), nonce }));
  const entered = await queryRows(
    db,
    sql`insert into slots (id, chain_id, wallet, nonce)
      select f.id, ${chainId}, ${wallet}, f.nonce
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(id uuid, nonce bigint)
      on conflict (chain_id, wallet, nonce) do nothing returning id`,
    z.object({ id: z.string() }),
  );
  return entered.length;
}
