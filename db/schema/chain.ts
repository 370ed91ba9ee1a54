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
  uniqueIndex,
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
  /** When the watcher last saw a new block: a chain that stands still is a finding. */
  advancedAt: instant('advanced_at').notNull().defaultNow(),
});

/**
 * Hashes of the newest blocks as the watcher saw them; another hash at the same height is a
 * reorganisation. Only as many are kept as a reorganisation is followed back.
 */
export const blocks = pgTable(
  'blocks',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    number: bigint('number', { mode: 'bigint' }).notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.number] })],
);

/** The next nonce of each sending wallet. */
export const signers = pgTable(
  'signers',
  {
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    wallet: text('wallet').notNull(),
    nextNonce: bigint('next_nonce', { mode: 'number' }).notNull(),
    /** Which process repairs the wallet's slots, and until when the others leave it alone. */
    keeper: text('keeper'),
    keptUntil: instant('kept_until'),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.wallet] })],
);

/**
 * A nonce of a sending wallet, reserved for one intent once and never recycled (design rule 14). An intent
 * has another one only after the chain has finally used the first for something else.
 */
export const slots = pgTable(
  'slots',
  {
    id: uuid('id').primaryKey(),
    /** Null where the slot only fills a gap that no intent left. */
    programId: uuid('program_id'),
    intentId: uuid('intent_id').references(() => intents.id),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    wallet: text('wallet').notNull(),
    nonce: bigint('nonce', { mode: 'number' }).notNull(),
    /** OPEN until an attempt is mined deep enough; then what became of the nonce. */
    state: text('state', { enum: ['OPEN', 'EFFECTIVE', 'WITHOUT_EFFECT'] })
      .notNull()
      .default('OPEN'),
    /**
     * What used the nonce: EFFECT of the call; the call REVERTED or left NO_LOG; our own transaction that
     * CANCELLED it; or it was TAKEN by a transaction that is not ours. Null while the slot is open.
     */
    endReason: text('end_reason', {
      enum: ['EFFECT', 'REVERTED', 'NO_LOG', 'CANCELLED', 'TAKEN'],
    }),
    /** The transaction that used the nonce without the effect, and the block of the chain that it stands in. */
    endedByTx: text('ended_by_tx'),
    endedBlock: bigint('ended_block', { mode: 'bigint' }),
    endedBlockHash: text('ended_block_hash'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finalAt: instant('final_at'),
  },
  (t) => [
    unique('slots_nonce_key').on(t.chainId, t.wallet, t.nonce),
    uniqueIndex('slots_live_intent_key').on(t.intentId).where(sql`${t.state} <> 'WITHOUT_EFFECT'`), // at most one that may still have the effect
    index('slots_intent_idx').on(t.intentId), // all slots of an intent
    check('slots_intent_check', sql`(${t.intentId} is null) = (${t.programId} is null)`),
    index('slots_open_idx').on(t.chainId, t.wallet, t.nonce).where(sql`${t.state} = 'OPEN'`), // repair
  ],
);

/** A signed transaction tried in a slot; its bytes are stored before they are sent. */
export const attempts = pgTable(
  'attempts',
  {
    id: uuid('id').primaryKey(),
    /** Null in a slot that only fills a gap. */
    programId: uuid('program_id'),
    slotId: uuid('slot_id')
      .notNull()
      .references(() => slots.id),
    ordinal: smallint('ordinal').notNull(),
    txHash: text('tx_hash').notNull(),
    /** CALL carries the intent's call; CANCEL moves nothing and only uses the nonce. */
    purpose: text('purpose', { enum: ['CALL', 'CANCEL'] })
      .notNull()
      .default('CALL'),
    rawTransaction: text('raw_transaction').notNull(),
    gasLimit: minorUnits('gas_limit'),
    maxFeePerGas: minorUnits('max_fee_per_gas').notNull(),
    maxPriorityFeePerGas: minorUnits('max_priority_fee_per_gas').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    broadcastAt: instant('broadcast_at'),
    /** The head when it was first sent: what its age in blocks is counted from. */
    broadcastBlock: bigint('broadcast_block', { mode: 'bigint' }),
    minedBlock: bigint('mined_block', { mode: 'bigint' }),
    minedBlockHash: text('mined_block_hash'),
    gasUsed: minorUnits('gas_used'),
    effectiveGasPrice: minorUnits('effective_gas_price'),
  },
  (t) => [
    unique('attempts_slot_ordinal_key').on(t.slotId, t.ordinal),
    unique('attempts_tx_hash_key').on(t.txHash),
    index('attempts_mined_idx').on(t.minedBlock).where(sql`${t.minedBlock} is not null`), // reorganisations
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
