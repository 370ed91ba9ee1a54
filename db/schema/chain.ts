import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, minorUnits } from './columns.ts';
import { intents } from './intents.ts';

/** The chains this database belongs to. Another genesis under the same id is refused at start (rule 14). */
export const chains = pgTable('chains', {
  chainId: bigint('chain_id', { mode: 'number' }).primaryKey(),
  genesisHash: text('genesis_hash').notNull(),
  /** The last block the watcher has worked through. */
  watchedBlock: bigint('watched_block', { mode: 'bigint' }).notNull(),
});

/** The next nonce of each sending wallet. */
export const signers = pgTable(
  'signers',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    wallet: text('wallet').notNull(),
    nextNonce: bigint('next_nonce', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.wallet] })],
);

/** A nonce of a sending wallet, reserved for one intent once and never recycled (design rule 14). */
export const slots = pgTable(
  'slots',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    wallet: text('wallet').notNull(),
    nonce: bigint('nonce', { mode: 'number' }).notNull(),
    /** OPEN until an attempt is mined deep enough; then what became of the nonce. */
    state: text('state', { enum: ['OPEN', 'EFFECTIVE', 'WITHOUT_EFFECT'] })
      .notNull()
      .default('OPEN'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finalAt: instant('final_at'),
  },
  (t) => [
    unique('slots_nonce_key').on(t.chainId, t.wallet, t.nonce),
    unique('slots_intent_key').on(t.intentId),
    index('slots_open_idx').on(t.chainId, t.wallet, t.nonce).where(sql`${t.state} = 'OPEN'`), // repair
  ],
);

/** A signed transaction tried in a slot; its bytes are stored before they are sent. */
export const attempts = pgTable(
  'attempts',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    slotId: uuid('slot_id')
      .notNull()
      .references(() => slots.id),
    ordinal: smallint('ordinal').notNull(),
    txHash: text('tx_hash').notNull(),
    rawTransaction: text('raw_transaction').notNull(),
    maxFeePerGas: minorUnits('max_fee_per_gas').notNull(),
    maxPriorityFeePerGas: minorUnits('max_priority_fee_per_gas').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    broadcastAt: instant('broadcast_at'),
    minedBlock: bigint('mined_block', { mode: 'bigint' }),
    minedBlockHash: text('mined_block_hash'),
    gasUsed: minorUnits('gas_used'),
    effectiveGasPrice: minorUnits('effective_gas_price'),
  },
  (t) => [
    unique('attempts_slot_ordinal_key').on(t.slotId, t.ordinal),
    unique('attempts_tx_hash_key').on(t.txHash),
  ],
);

/**
 * Transactions whose confirmations an intent waits for. The watcher works through the due rows once
 * per block and signals the workflow (design rule 11).
 */
export const watches = pgTable(
  'watches',
  {
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    txHash: text('tx_hash').notNull(),
    programId: uuid('program_id').notNull(),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    confirmations: smallint('confirmations').notNull(),
    /** The block the transaction was seen in; null while not mined. */
    seenBlock: bigint('seen_block', { mode: 'bigint' }),
    signalled: boolean('signalled').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.intentId, t.txHash] }),
    index('watches_hash_idx').on(t.chainId, t.txHash).where(sql`not ${t.signalled}`), // a block arrived
    check('watches_confirmations_check', sql`${t.confirmations} >= 1`),
  ],
);
