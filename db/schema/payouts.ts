import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { resultOutcomes } from '../../domain/match-results.ts';
import { batchStatuses, payoutMethods, payoutStatuses } from '../../domain/payout-status.ts';
import { instant, minorUnits } from './columns.ts';
import { commissions } from './commissions.ts';
import { intents } from './intents.ts';
import { affiliates, operators } from './people.ts';
import { programs } from './programs.ts';

/** The payouts of a program for a period, approved and executed together. Its total is the sum of its payouts. */
export const payoutBatches = pgTable(
  'payout_batches',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    /** A month, such as `2026-10`: what had become payable before its end. */
    period: text('period').notNull(),
    status: text('status', { enum: batchStatuses }).notNull().default('PENDING'),
    /** Smallest payout in it, in minor units of a 6-decimals dollar token. */
    minAmount: minorUnits('min_amount').notNull(),
    /** SHA-256 of the canonical batch, hex: what an approval names. */
    digest: text('digest').notNull(),
    /** Grows with every edit. */
    version: integer('version').notNull().default(1),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => operators.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    approvedAt: instant('approved_at'),
    executedAt: instant('executed_at'),
    /** When its last payout was settled or failed. */
    finishedAt: instant('finished_at'),
    cancelledAt: instant('cancelled_at'),
  },
  (t) => [
    uniqueIndex('payout_batches_period_key')
      .on(t.programId, t.period)
      .where(sql`${t.status} <> 'CANCELLED'`), // one for a period
    check('payout_batches_period_check', sql`${t.period} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`),
    check('payout_batches_digest_check', sql`${t.digest} ~ '^[0-9a-f]{64}$'`),
    check(
      'payout_batches_status_check',
      sql`${t.status} in ('PENDING', 'APPROVED', 'PROCESSING', 'COMPLETED', 'PARTIALLY_FAILED', 'CANCELLED')`,
    ),
  ],
);

/** Who created and edited a batch: these people do not approve it. Append-only. */
export const payoutBatchEdits = pgTable(
  'payout_batch_edits',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => payoutBatches.id),
    /** The version that it made; 1 is the creation. */
    version: integer('version').notNull(),
    programId: uuid('program_id').notNull(),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.version] })],
);

/** An approver's word for a batch as it was seen: it holds for that digest alone. Append-only. */
export const payoutApprovals = pgTable(
  'payout_approvals',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => payoutBatches.id),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    digest: text('digest').notNull(),
    programId: uuid('program_id').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.operatorId, t.digest] })],
);

/**
 * An approver's word that a failed payout by hand may be made again: a bank's result is what an operator says it is.
 * Append-only.
 */
export const payoutRetryApprovals = pgTable(
  'payout_retry_approvals',
  {
    payoutId: uuid('payout_id')
      .notNull()
      .references((): AnyPgColumn => payouts.id),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    programId: uuid('program_id').notNull(),
    /** Of the failed payouts of the batch as the approver saw them. */
    digest: text('digest').notNull(),
    /** The bank's newest word then: it holds for that one. */
    resultId: uuid('result_id'),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    unique('payout_retry_approvals_key')
      .on(t.payoutId, t.operatorId, t.resultId)
      .nullsNotDistinct(),
  ],
);

/** What one affiliate is paid in a batch, in one asset. Carried out by an intent of its own once executed. */
export const payouts = pgTable(
  'payouts',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => programs.id),
    batchId: uuid('batch_id')
      .notNull()
      .references(() => payoutBatches.id),
    affiliateId: uuid('affiliate_id')
      .notNull()
      .references(() => affiliates.id),
    /** The affiliate's, lower case. */
    wallet: text('wallet').notNull(),
    method: text('method', { enum: payoutMethods }).notNull(),
    asset: text('asset').notNull(),
    /** Minor units: the sum of its items. */
    amount: minorUnits('amount').notNull(),
    status: text('status', { enum: payoutStatuses }).notNull().default('PLANNED'),
    /** The failed payout that this one is another try of. */
    retriesId: uuid('retries_id'),
    /** Who asked for this try. Null in first tries, and in those of releases before it was kept. */
    retriedBy: uuid('retried_by').references(() => operators.id),
    /**
     * The bank's word that the failed payout was paid after all, which two people have confirmed: this one books that
     * payment, and is not carried out.
     */
    evidenceResultId: uuid('evidence_result_id'),
    intentId: uuid('intent_id').references(() => intents.id),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    /** What the bank calls it. */
    bankReference: text('bank_reference'),
    createdAt: instant('created_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('payouts_live_affiliate_key')
      .on(t.batchId, t.affiliateId, t.asset)
      .where(sql`${t.status} in ('PLANNED', 'PROCESSING', 'UNKNOWN', 'PAID')`), // one of each in a batch
    unique('payouts_intent_key').on(t.intentId),
    uniqueIndex('payouts_retries_key')
      .on(t.retriesId)
      .where(sql`${t.retriesId} is not null and ${t.status} <> 'CANCELLED'`), // tried again once
    foreignKey({ columns: [t.retriesId], foreignColumns: [t.id] }),
    index('payouts_batch_idx').on(t.batchId, t.status, t.id),
    index('payouts_affiliate_idx').on(t.affiliateId, t.id),
    check('payouts_amount_check', sql`${t.amount} > 0`),
    check(
      'payouts_method_check',
      sql`${t.method} in ('ACH', 'WIRE', 'MANUAL') or (${t.method}, ${t.asset}) in (('ONCHAIN_USDC', 'USDC'), ('ONCHAIN_USDT', 'USDT'))`,
    ),
    check(
      'payouts_status_check',
      sql`${t.status} in ('PLANNED', 'PROCESSING', 'UNKNOWN', 'PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED')`,
    ),
    check(
      'payouts_failure_check',
      sql`(${t.failureCode} is null) or ${t.status} in ('FAILED', 'REVERSED')`,
    ),
  ],
);

/** A commission in a payout. It is in one live payout at most, by constraint. */
export const payoutItems = pgTable(
  'payout_items',
  {
    payoutId: uuid('payout_id')
      .notNull()
      .references(() => payouts.id),
    commissionId: uuid('commission_id')
      .notNull()
      .references(() => commissions.id),
    programId: uuid('program_id').notNull(),
    /** The commission's. */
    amount: minorUnits('amount').notNull(),
    /** Whether its payout holds it; follows the payout's status. */
    live: boolean('live').notNull().default(true),
  },
  (t) => [
    primaryKey({ columns: [t.payoutId, t.commissionId] }),
    uniqueIndex('payout_items_live_key').on(t.commissionId).where(sql`${t.live}`),
    index('payout_items_commission_idx').on(t.commissionId),
  ],
);

/** What a bank said of a payout, as an operator brought it; the batch's workflow applies it. Append-only but for that. */
export const payoutResults = pgTable(
  'payout_results',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    batchId: uuid('batch_id')
      .notNull()
      .references(() => payoutBatches.id),
    payoutId: uuid('payout_id')
      .notNull()
      .references(() => payouts.id),
    outcome: text('outcome', { enum: resultOutcomes }).notNull(),
    /** It says something else than the bank had decided before: kept, never applied; two people decide. */
    contradicts: boolean('contradicts').notNull().default(false),
    bankReference: text('bank_reference'),
    detail: text('detail'),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    reportedAt: instant('reported_at').notNull().defaultNow(),
    /** When the workflow had taken it in. */
    appliedAt: instant('applied_at'),
  },
  (t) => [
    uniqueIndex('payout_results_final_key')
      .on(t.payoutId)
      .where(sql`${t.outcome} <> 'UNKNOWN' and not ${t.contradicts}`), // a bank decides once
    index('payout_results_unapplied_idx')
      .on(t.batchId)
      .where(sql`${t.appliedAt} is null and not ${t.contradicts}`), // the workflow
    index('payout_results_payout_idx').on(t.payoutId, t.id), // what was said of a payout, in order
    check('payout_results_outcome_check', sql`${t.outcome} in ('PAID', 'FAILED', 'UNKNOWN')`),
    check(
      'payout_results_contradicts_check',
      sql`not (${t.contradicts} and ${t.appliedAt} is not null)`,
    ),
  ],
);

/**
 * A person's word on what became of a payout of which a bank has said one thing and then another: the newest of each
 * person counts. Append-only.
 */
export const payoutDecisions = pgTable(
  'payout_decisions',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id').notNull(),
    payoutId: uuid('payout_id')
      .notNull()
      .references(() => payouts.id),
    /** The bank's newest word, on which it is decided: a newer one asks anew. */
    resultId: uuid('result_id')
      .notNull()
      .references(() => payoutResults.id),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id),
    outcome: text('outcome', { enum: ['PAID', 'FAILED'] }).notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    index('payout_decisions_result_idx').on(t.resultId, t.id),
    index('payout_decisions_payout_idx').on(t.payoutId),
    check('payout_decisions_outcome_check', sql`${t.outcome} in ('PAID', 'FAILED')`),
  ],
);
