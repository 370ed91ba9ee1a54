import type { z } from '@hono/zod-openapi';
import type { Database } from '../db/database.ts';
import { payoutBatch, type ShownBatch } from '../db/queries/payout-batches.ts';
import { payoutsOfBatch, type ShownPayout } from '../db/queries/payouts-page.ts';
import { approvalsNeeded } from '../domain/approval-rule.ts';
import { invariant } from '../domain/errors.ts';
import { dollarAmount } from './schemas/commission.ts';
import { pageOf } from './schemas/page.ts';
import type { batchSchema, batchWithPayoutsSchema, payoutSchema } from './schemas/payout.ts';
import { checksummed } from './schemas/wallet.ts';

/** Payouts shown with a batch unless asked otherwise. */
const payoutsShown = 1000;

/** A payout as {@link payoutSchema}. */
export function payoutView(payout: ShownPayout): z.infer<typeof payoutSchema> {
  const { id, batchId, period, affiliateId, method, status, commissions, retriesId } = payout;
  const { intentId, failureCode, failureDetail, bankReference } = payout;
  return {
    ...{ id, batchId, period, affiliateId, wallet: checksummed(payout.wallet), method },
    amount: dollarAmount(payout.amount, payout.asset),
    ...{ status, commissions, retriesId, intentId, bankReference },
    statusUrl: intentId === null ? null : `/api/v2/intents/${intentId}`,
    ...(failureCode === null
      ? {}
      : { failure: { code: failureCode, detail: failureDetail ?? '' } }),
    createdAt: payout.createdAt.toISOString(),
    endedAt: payout.endedAt?.toISOString() ?? null,
  };
}

/** A batch as {@link batchSchema}. */
export function batchView(batch: ShownBatch): z.infer<typeof batchSchema> {
  const { id: batchId, programId, period, status, digest, version, totals, createdAt } = batch;
  const { affiliateCount, payoutCount, createdBy, makers, approvedAt, finishedAt } = batch;
  const total = totals.reduce((sum, one) => sum + one.total, 0n);
  const sums = (of: 'total' | 'paid' | 'failed') =>
    totals.map((one) => dollarAmount(one[of], one.asset));
  return {
    ...{ batchId, programId, period, status, digest, version },
    minAmount: dollarAmount(batch.minAmount, 'USD'),
    ...{ totalAmount: sums('total'), paidAmount: sums('paid'), failedAmount: sums('failed') },
    ...{ affiliateCount, payoutCount, createdBy, makers },
    approvals: batch.approvals.map(({ operatorId, at, counts }) => ({
      ...{ operatorId, at: at.toISOString(), counts },
    })),
    approvalsNeeded: approvalsNeeded(total, batch.secondApprovalAbove),
    retry: batch.retry,
    executions: batch.executions.map((execution) => ({
      ...execution,
      statusUrl: `/api/v2/intents/${execution.intentId}`,
    })),
    createdAt: createdAt.toISOString(),
    approvedAt: approvedAt?.toISOString() ?? null,
    executedAt: batch.executedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    cancelledAt: batch.cancelledAt?.toISOString() ?? null,
    secondsToApproval: secondsBetween(createdAt, approvedAt),
    secondsToSettlement: secondsBetween(createdAt, finishedAt),
  };
}

/** A batch as it is now. @throws InvariantViolation when there is none in the scope; batches are never deleted. */
export async function readBatchView(
  db: Database,
  batchId: string,
): Promise<z.infer<typeof batchSchema>> {
  const batch = await payoutBatch(db, batchId);
  invariant(batch !== null, `Expected batch ${batchId} to exist`);
  return batchView(batch);
}

/** The same with a page of its payouts. */
export async function readBatchWithPayouts(
  db: Database,
  batchId: string,
  { after = null, limit = payoutsShown }: { after?: string | null; limit?: number } = {},
): Promise<z.infer<typeof batchWithPayoutsSchema>> {
  const batch = await readBatchView(db, batchId);
  const { items, nextCursor } = pageOf(await payoutsOfBatch(db, batchId, { after, limit }), limit);
  return { ...batch, payouts: items.map(payoutView), nextCursor };
}

function secondsBetween(from: Date, to: Date | null): number | null {
  return to === null ? null : Math.round((to.getTime() - from.getTime()) / 1000);
}
