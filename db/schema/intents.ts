import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { intentStates } from '../../domain/intent-state.ts';
import { instant, minorUnits } from './columns.ts';
import { programs } from './programs.ts';

/** One accepted write and where it stands. The row, not Temporal's history, is the lasting guard. */
export const intents = pgTable(
  'intents',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    kind: text('kind').notNull(),
    state: text('state', { enum: intentStates }).notNull().default('PENDING'),
    parked: boolean('parked').notNull().default(false),
    parkedReason: text('parked_reason'),
    /** Lower case. */
    wallet: text('wallet').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    workflowId: text('workflow_id').notNull(),
    input: jsonb('input').notNull(),
    /** The intent that this one reverses; a reversal is an intent of its own. */
    reversesIntentId: uuid('reverses_intent_id'),
    /** The intent whose workflow carries this one out, such as a payout's batch; null: a workflow of its own. */
    parentIntentId: uuid('parent_intent_id'),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    /** The run that may write: a newer run's start time fences an older run (design rule 9). */
    runId: text('run_id'),
    runFence: bigint('run_fence', { mode: 'number' }).notNull().default(0),
    /** W3C trace context of the accepting request, so that relay and worker continue its trace. */
    traceparent: text('traceparent'),
    requestId: text('request_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    /** When the orchestrator took the start; null while the start waits for the relay. */
    startedAt: instant('started_at'),
    /** Grows with every transition, parking or unparking; what pollers compare. */
    version: integer('version').notNull().default(0),
    /** Who made the latest change, and why; the trigger copies both to the transition's row. */
    changedBy: text('changed_by').notNull(),
    changeReason: text('change_reason').notNull(),
  },
  (t) => [
    unique('intents_workflow_id_key').on(t.workflowId),
    foreignKey({ columns: [t.reversesIntentId], foreignColumns: [t.id] }),
    foreignKey({ columns: [t.parentIntentId], foreignColumns: [t.id] }),
    index('intents_parent_idx')
      .on(t.parentIntentId, t.state, t.id)
      .where(sql`${t.parentIntentId} is not null`), // the parent's workflow
    uniqueIndex('intents_live_reversal_key')
      .on(t.reversesIntentId)
      .where(sql`${t.state} <> 'FAILED'`), // reversed at most once
    index('intents_unstarted_idx').on(t.createdAt).where(sql`${t.startedAt} is null`), // the relay
    index('intents_open_idx')
      .on(t.state, t.updatedAt)
      .where(sql`${t.state} not in ('SETTLED', 'FAILED')`), // sweeper, resume
    index('intents_wallet_idx').on(t.programId, t.wallet, t.createdAt), // claim history
    check('intents_failure_check', sql`(${t.state} = 'FAILED') = (${t.failureCode} is not null)`),
    check('intents_parked_check', sql`${t.parked} = (${t.parkedReason} is not null)`),
    check('intents_final_check', sql`not ${t.parked} or ${t.state} not in ('SETTLED', 'FAILED')`),
  ],
);

/** Every state an intent went through: when, who, why. Append-only. */
export const transitions = pgTable(
  'transitions',
  {
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    version: integer('version').notNull(),
    programId: uuid('program_id').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.intentId, t.version] })],
);

/** The claim slot: one per wallet and program, taken by a verified payment (design rule 16). */
export const claims = pgTable(
  'claims',
  {
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    wallet: text('wallet').notNull(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.wallet] }),
    unique('claims_intent_key').on(t.intentId),
  ],
);

/** A verified incoming transfer. Its log is unique across the whole platform (design rule 16). */
export const payments = pgTable(
  'payments',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    chainId: bigint('chain_id', { mode: 'number' }).notNull(),
    txHash: text('tx_hash').notNull(),
    logIndex: integer('log_index').notNull(),
    /** Transfer logs in the transaction, of any token: when all are used the transaction is used up. */
    transferLogs: integer('transfer_logs').notNull(),
    asset: text('asset').notNull(),
    amount: minorUnits('amount').notNull(),
    payer: text('payer').notNull(),
    recipient: text('recipient').notNull(),
    blockNumber: bigint('block_number', { mode: 'bigint' }).notNull(),
    blockHash: text('block_hash').notNull(),
    /** VANISHED: a reorganisation took it away for good, and its booking was reversed. */
    status: text('status', { enum: ['SUSPENSE', 'APPLIED', 'VANISHED'] })
      .notNull()
      .default('SUSPENSE'),
    /** Since when the block it was seen in is no longer part of the chain; null while all is well. */
    orphanedAt: instant('orphaned_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('payments_log_key').on(t.chainId, t.txHash, t.logIndex),
    unique('payments_intent_key').on(t.intentId),
    index('payments_block_idx').on(t.chainId, t.blockNumber), // reorganisations
    index('payments_orphaned_idx')
      .on(t.intentId)
      .where(sql`${t.orphanedAt} is not null and ${t.status} <> 'VANISHED'`), // what waits to come back
    check('payments_amount_check', sql`${t.amount} > 0`),
  ],
);

/** What an operator decided about a parked intent; a relay tells the workflow (design rule 10). */
export const decisions = pgTable(
  'decisions',
  {
    /** Also the ID of the update that delivers it. */
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    type: text('type', { enum: ['retry', 'abandon'] }).notNull(),
    operator: text('operator').notNull(),
    reason: text('reason').notNull(),
    /** The intent's version as the operator saw it: a decision is about one parking, not about the next. */
    intentVersion: integer('intent_version').notNull(),
    requestId: text('request_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When the workflow last took it in; without an outcome it is delivered again after a while. */
    deliveredAt: instant('delivered_at'),
    /** `moot`: the intent had moved on by itself. */
    outcome: text('outcome', { enum: ['resumed', 'abandoned', 'refused', 'moot'] }),
    outcomeDetail: text('outcome_detail'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('decisions_live_key')
      .on(t.intentId, t.intentVersion)
      .where(sql`${t.outcome} is null or ${t.outcome} in ('resumed', 'abandoned')`), // one counts
    index('decisions_undelivered_idx').on(t.createdAt).where(sql`${t.outcome} is null`), // the relay
    check('decisions_outcome_check', sql`(${t.outcome} is null) = (${t.endedAt} is null)`),
  ],
);

/** The proof that an intent took effect, exactly once. */
export const settlements = pgTable(
  'settlements',
  {
    id: uuid('id').primaryKey(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    ledgerTransactionId: uuid('ledger_transaction_id').notNull(),
    settledAt: instant('settled_at').notNull().defaultNow(),
  },
  (t) => [unique('settlements_intent_key').on(t.intentId)],
);

/** A key, its fingerprint and its answer (design rules 1 to 5). The row stays for ever, the body expires. */
export const idempotencyRecords = pgTable(
  'idempotency_records',
  {
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    programId: uuid('program_id').notNull(),
    operation: text('operation').notNull(),
    intentId: uuid('intent_id'),
    /** Null while the answer is not known yet (a route that waits for settlement). */
    status: smallint('status'),
    headers: jsonb('headers'),
    /** The answer's exact text. Null when unknown or expired. */
    body: text('body'),
    createdAt: instant('created_at').notNull().defaultNow(),
    answeredAt: instant('answered_at'),
    expiredAt: instant('expired_at'),
  },
  (t) => [
    primaryKey({ columns: [t.scope, t.key] }),
    unique('idempotency_records_fingerprint_key').on(t.scope, t.key, t.requestHash),
    foreignKey({ columns: [t.intentId], foreignColumns: [intents.id] }),
    check(
      'idempotency_records_answer_check',
      sql`(${t.status} is null) = (${t.answeredAt} is null) and (${t.body} is null or ${t.status} is not null)`,
    ),
  ],
);
