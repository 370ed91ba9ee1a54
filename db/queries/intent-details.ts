import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { allIntentKinds } from '../../domain/sagas/registry.ts';
import { type Database, queryRows } from '../database.ts';
import { runsUnder } from './runs-under.ts';
import { transitionRow } from './transitions-after.ts';

/** Rows given per part; an intent has a handful of each. */
const partRowsMax = 500;

const instant = z.coerce.date().transform((at) => at.toISOString());

const paymentRow = z.object({
  tx_hash: z.string(),
  log_index: z.number(),
  block_number: z.string(),
  payer: z.string(),
  recipient: z.string(),
  asset: z.string(),
  amount: z.string(),
  status: z.enum(['SUSPENSE', 'APPLIED', 'VANISHED']),
});

const attemptRow = z.object({
  ordinal: z.number(),
  tx_hash: z.string(),
  broadcast_at: instant.nullable(),
  mined_block: z.string().nullable(),
  gas_used: z.string().nullable(),
});

const slotRow = z.object({
  state: z.enum(['OPEN', 'EFFECTIVE', 'WITHOUT_EFFECT']),
  wallet: z.string(),
  nonce: z.number(),
  attempts: z.array(attemptRow),
});

const ledgerRow = z.object({
  id: z.string(),
  reference: z.string(),
  effective_at: instant,
  created_at: instant,
  postings: z.array(
    z.object({
      account: z.string(),
      direction: z.enum(['debit', 'credit']),
      asset: z.string(),
      amount: z.string(),
    }),
  ),
});

const detailsRow = z.object({
  id: z.string(),
  kind: z.enum(allIntentKinds),
  state: z.enum(intentStates),
  parked: z.boolean(),
  parked_reason: z.string().nullable(),
  program_id: z.string(),
  program_slug: z.string(),
  wallet: z.string(),
  idempotency_key: z.string(),
  workflow_id: z.string(),
  failure_code: z.string().nullable(),
  failure_detail: z.string().nullable(),
  version: z.number(),
  created_at: instant,
  updated_at: instant,
  decimals: z.record(z.string(), z.number()),
  transitions: z.array(transitionRow),
  payment: paymentRow.nullable(),
  slot: slotRow.nullable(),
  ledger: z.array(ledgerRow),
});

/** Everything that is known of an intent, in one snapshot; amounts in minor units as text. */
export type IntentDetails = z.infer<typeof detailsRow>;

const transitions = sql`(select coalesce(jsonb_agg(to_jsonb(t) order by t.version), '[]') from (
  select version, from_state, to_state, at, actor, reason from transitions
    where intent_id = i.id order by version limit ${partRowsMax}) t)`;

const payment = sql`(select jsonb_build_object('tx_hash', y.tx_hash, 'log_index', y.log_index,
    'block_number', y.block_number::text, 'payer', y.payer, 'recipient', y.recipient,
    'asset', y.asset, 'amount', y.amount::text, 'status', y.status)
  from payments y where y.intent_id = i.id)`;

const slot = sql`(select jsonb_build_object('state', s.state, 'wallet', s.wallet, 'nonce', s.nonce, 'attempts', (
    select coalesce(jsonb_agg(jsonb_build_object('ordinal', a.ordinal, 'tx_hash', a.tx_hash,
        'broadcast_at', a.broadcast_at, 'mined_block', a.mined_block::text, 'gas_used', a.gas_used::text)
      order by a.ordinal), '[]') from attempts a where a.slot_id = s.id))
  from slots s where s.intent_id = i.id order by s.nonce desc limit 1)`;

const ledger = sql`(select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'reference', l.reference,
    'effective_at', l.effective_at, 'created_at', l.created_at, 'postings', (
      select coalesce(jsonb_agg(jsonb_build_object('account', c.name, 'direction', p.direction,
          'asset', p.asset, 'amount', p.amount::text) order by p.leg), '[]')
        from postings p join accounts c on c.id = p.account_id where p.transaction_id = l.id)) order by l.id), '[]')
  from (select * from ledger_transactions where intent_id = i.id order by id limit ${partRowsMax}) l)`;

/** An intent with its transitions, payment, transactions and ledger rows; null when there is none. */
export async function intentDetails(db: Database, intentId: string): Promise<IntentDetails | null> {
  const [row] = await queryRows(
    db,
    sql`select i.id, i.kind, i.state, i.parked, i.parked_reason, i.program_id, g.slug as program_slug, i.wallet, i.idempotency_key,
        ${runsUnder} as workflow_id, i.failure_code, i.failure_detail, i.version, i.created_at, i.updated_at,
        (select coalesce(jsonb_object_agg(k.symbol, k.decimals), '{}') from tokens k where k.chain_id = g.chain_id) as decimals,
        ${transitions} as transitions, ${payment} as payment, ${slot} as slot, ${ledger} as ledger
      from intents i join programs g on g.id = i.program_id where i.id = ${intentId}::uuid`,
    detailsRow,
  );
  return row ?? null;
}
