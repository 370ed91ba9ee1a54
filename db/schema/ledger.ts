import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, minorUnits, xid8 } from './columns.ts';
import { intents } from './intents.ts';

/** A ledger account. `guarded` accounts can not fall below `floor`, holds included. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    programId: uuid('program_id').notNull(),
    /** The side that increases the balance. */
    normal: text('normal', { enum: ['debit', 'credit'] }).notNull(),
    guarded: boolean('guarded').notNull(),
    floor: minorUnits('floor').notNull().default(sql`0`),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('accounts_name_key').on(t.name),
    check('accounts_floor_check', sql`${t.floor} <= 0`),
    check('accounts_normal_check', sql`${t.normal} in ('debit', 'credit')`),
  ],
);

/** The header of a balanced set of postings. Append-only. */
export const ledgerTransactions = pgTable(
  'ledger_transactions',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    /** What this transaction is for, once: `payment:<chain>:<hash>:<log>`, `settlement:<intent>`. */
    reference: text('reference').notNull(),
    /** SHA-256 of the canonical legs: the same reference with other content is an error, not a replay. */
    contentHash: text('content_hash').notNull(),
    intentId: uuid('intent_id').references(() => intents.id),
    metadata: jsonb('metadata'),
    effectiveAt: instant('effective_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** The database transaction that wrote the header; legs from any other are refused. */
    createdXid: xid8('created_xid').notNull().default(sql`pg_current_xact_id()`),
    /** Leaf number in the seal's Merkle tree, assigned later by the sealer (design rule 23). */
    sealLeaf: bigint('seal_leaf', { mode: 'bigint' }),
  },
  (t) => [
    unique('ledger_transactions_reference_key').on(t.reference),
    unique('ledger_transactions_seal_leaf_key').on(t.sealLeaf),
    index('ledger_transactions_intent_idx').on(t.intentId), // intent details
    index('ledger_transactions_unsealed_idx').on(t.createdAt).where(sql`${t.sealLeaf} is null`), // the sealer
  ],
);

/** One leg: one account, one side, one asset. Append-only, inserted only together with its header. */
export const postings = pgTable(
  'postings',
  {
    transactionId: uuid('transaction_id')
      .notNull()
      .references(() => ledgerTransactions.id),
    leg: smallint('leg').notNull(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    direction: text('direction', { enum: ['debit', 'credit'] }).notNull(),
    amount: minorUnits('amount').notNull(),
    asset: text('asset').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.transactionId, t.leg] }),
    index('postings_account_idx').on(t.accountId, t.asset), // statements
    check('postings_amount_check', sql`${t.amount} > 0`),
    check('postings_direction_check', sql`${t.direction} in ('debit', 'credit')`),
  ],
);

/**
 * Balances by account, asset and stripe, kept by the trigger on postings. Increases go to the stripe
 * of the writing connection, so that hot accounts do not queue; guarded decreases and holds use
 * stripe 0, which collects the others when it runs short (docs/decisions: hot accounts).
 */
export const accountBalances = pgTable(
  'account_balances',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    asset: text('asset').notNull(),
    stripe: smallint('stripe').notNull(),
    /** On the account's normal side: positive when the normal side is ahead. */
    balance: minorUnits('balance').notNull(),
    held: minorUnits('held').notNull().default(sql`0`),
    /** Null where the account is not guarded. */
    floor: minorUnits('floor'),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.asset, t.stripe] }),
    check('account_balances_held_check', sql`${t.held} >= 0`),
    check(
      'account_balances_floor_check',
      sql`${t.floor} is null or ${t.balance} - ${t.held} >= ${t.floor}`,
    ),
  ],
);

/** Money set aside before it leaves (design rule 22). HELD goes to CONVERTED or RELEASED, once. */
export const holds = pgTable(
  'holds',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    asset: text('asset').notNull(),
    amount: minorUnits('amount').notNull(),
    state: text('state', { enum: ['HELD', 'CONVERTED', 'RELEASED'] })
      .notNull()
      .default('HELD'),
    createdAt: instant('created_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    unique('holds_intent_account_asset_key').on(t.intentId, t.accountId, t.asset),
    check('holds_amount_check', sql`${t.amount} > 0`),
  ],
);

/** Who did what to which thing: before, after, request. Append-only, in the transaction of the effect. */
export const auditLog = pgTable('audit_log', {
  id: uuid('id').primaryKey(),
  programId: uuid('program_id'),
  actor: text('actor').notNull(),
  /** The API key an operator acted with. */
  keyId: uuid('key_id'),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  before: jsonb('before'),
  after: jsonb('after'),
  requestId: text('request_id'),
  at: instant('at').notNull().defaultNow(),
});
