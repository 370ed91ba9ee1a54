import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { commissionKinds, commissionStatuses } from '../../domain/commission-status.ts';
import { instant, minorUnits } from './columns.ts';
import { intents, settlements } from './intents.ts';
import { affiliates, operators } from './people.ts';
import { programs } from './programs.ts';

/**
 * How the fee of one settled payment was split: the rule, what it was given, and what the program kept. One for
 * every settled payment, also where nobody earned from it. Append-only.
 */
export const commissionRuns = pgTable(
  'commission_runs',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => intents.id),
    settlementId: uuid('settlement_id')
      .notNull()
      .references(() => settlements.id),
    asset: text('asset').notNull(),
    /** The fee that was earned: parts and `kept` sum to it. */
    fee: minorUnits('fee').notNull(),
    /** What stays with the program. */
    kept: minorUnits('kept').notNull(),
    ruleVersion: text('rule_version').notNull(),
    /** The rates, and the line of affiliates above the payer, nearest first, as the rule was given them. */
    inputs: jsonb('inputs').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('commission_runs_settlement_key').on(t.settlementId),
    unique('commission_runs_intent_key').on(t.intentId),
    index('commission_runs_program_idx').on(t.programId, t.createdAt), // back-test
    check('commission_runs_kept_check', sql`${t.kept} >= 0 and ${t.kept} <= ${t.fee}`),
  ],
);

/**
 * What an affiliate earned from one settled payment. A negative amount takes back what has been paid out already,
 * since its settlement was reversed: it is carried into the next payout.
 */
export const commissions = pgTable(
  'commissions',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => commissionRuns.id),
    /** That of the payment, or of the reversal that a negative amount comes from. */
    settlementId: uuid('settlement_id')
      .notNull()
      .references(() => settlements.id),
    affiliateId: uuid('affiliate_id')
      .notNull()
      .references(() => affiliates.id),
    kind: text('kind', { enum: commissionKinds }).notNull(),
    /** 1 is the referrer, 2 its parent, and so on. */
    level: smallint('level').notNull(),
    asset: text('asset').notNull(),
    /** Minor units; negative exactly where it takes back another. */
    amount: minorUnits('amount').notNull(),
    status: text('status', { enum: commissionStatuses }).notNull().default('ACCRUED'),
    /** The commission that this one takes back. */
    reversesId: uuid('reverses_id'),
    /** When the hold period ends. */
    payableAt: instant('payable_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When it became payable, was last paid, and was reversed before it was paid. */
    releasedAt: instant('released_at'),
    paidAt: instant('paid_at'),
    reversedAt: instant('reversed_at'),
  },
  (t) => [
    unique('commissions_settlement_affiliate_kind_key').on(t.settlementId, t.affiliateId, t.kind),
    uniqueIndex('commissions_reverses_key')
      .on(t.reversesId)
      .where(sql`${t.reversesId} is not null`), // taken back at most once
    foreignKey({ columns: [t.reversesId], foreignColumns: [t.id] }),
    index('commissions_run_idx').on(t.runId),
    index('commissions_affiliate_idx').on(t.affiliateId, t.id), // lists
    index('commissions_accrued_idx').on(t.payableAt).where(sql`${t.status} = 'ACCRUED'`), // hold period
    index('commissions_payable_idx')
      .on(t.programId, t.payableAt)
      .where(sql`${t.status} = 'PAYABLE'`), // batches
    check('commissions_kind_check', sql`${t.kind} in ('DIRECT', 'OVERRIDE')`),
    check(
      'commissions_level_check',
      sql`(${t.kind} = 'DIRECT') = (${t.level} = 1) and ${t.level} >= 1`,
    ),
    check(
      'commissions_amount_check',
      sql`${t.amount} <> 0 and (${t.amount} < 0) = (${t.reversesId} is not null)`,
    ),
    check(
      'commissions_status_check',
      sql`${t.status} in ('ACCRUED', 'PAYABLE', 'PAID', 'REVERSED')`,
    ),
  ],
);

/** Who asked for the reversal of a settlement: it takes two people. Append-only. */
export const reversalRequests = pgTable(
  'reversal_requests',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    settlementId: uuid('settlement_id')
      .notNull()
      .references(() => settlements.id),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    reason: text('reason').notNull(),
    /** Grows with every reversal by people that came to nothing: then it takes two people anew. Set by the database. */
    round: integer('round').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [unique('reversal_requests_person_key').on(t.settlementId, t.operatorId, t.round)],
);
