import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { approvalsNeeded } from '../domain/approval-rule.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type BatchWrite, changedTo, inState, isOpen } from './batch-refusals.ts';
import { type Database, queryRows } from './database.ts';
import { lockBatch } from './lock-batch.ts';
import { payoutBatch } from './queries/payout-batches.ts';
import { untried } from './queries/payout-conditions.ts';
import { unavailableMethods } from './queries/payout-rails.ts';
import { payoutApprovals, payoutBatches, payoutRetryApprovals } from './schema/payouts.ts';
import { sqlState } from './sql-errors.ts';

/** SQLSTATE of the database's own refusal of approvals that do not hold (migration 0014). */
const approvalRefused = 'QT013';

/** An approver's word. */
export interface Approval extends BatchWrite {
  /** Of the batch as the approver saw it. */
  readonly digest: string;
}

/**
 * Takes a person's word for a batch as it is, and makes it APPROVED once enough people have given theirs; of a batch some
 * of which has failed, the word that this may be tried again. The same word again changes nothing. Gives the refusal, or
 * null.
 */
export async function approveBatch(tx: Database, approval: Approval): Promise<ApiError | null> {
  const { batch } = await lockBatch(tx, approval.batchId);
  const { batchId, operatorId, digest } = approval;
  if (batch.status === 'PARTIALLY_FAILED') return await approveRetry(tx, approval, batch);
  const standing = await tx
    .select({ digest: payoutApprovals.digest })
    .from(payoutApprovals)
    .where(
      and(
        eq(payoutApprovals.batchId, batchId),
        eq(payoutApprovals.operatorId, operatorId),
        eq(payoutApprovals.digest, digest),
      ),
    );
  if (standing.length > 0 && digest === batch.digest) return null;
  if (!isOpen(batch.status)) return inState(batch.status);
  const shown = await payoutBatch(tx, batchId);
  invariant(shown !== null, `Expected batch ${batchId} to be seen`);
  if (shown.makers.includes(operatorId)) return new ApiError('SAME_OPERATOR');
  if (digest !== batch.digest) return changedTo(batch.digest);
  // Nobody is to stand behind what can not be carried out.
  const unavailable = await unavailableMethods(tx, batchId);
  if (unavailable !== null) return unavailable;
  return await orChanged(tx, batch, (savepoint) => writeApproval(savepoint, approval, batch));
}

type BatchRow = typeof payoutBatches.$inferSelect;

/** Writes an approval; gives the refusal when the database does not take it. */
async function orChanged(
  tx: Database,
  batch: BatchRow,
  write: (savepoint: Database) => Promise<void>,
): Promise<ApiError | null> {
  try {
    await tx.transaction(write);
    return null;
  } catch (error) {
    // Somebody whose word counted a moment ago is disabled: read again, and it is told.
    if (sqlState(error) === approvalRefused) return changedTo(batch.digest);
    throw error;
  }
}

async function writeApproval(
  tx: Database,
  { batchId, operatorId, digest, actor }: Approval,
  batch: BatchRow,
): Promise<void> {
  const { programId } = batch;
  await tx.insert(payoutApprovals).values({ batchId, operatorId, digest, programId });
  const shown = await payoutBatch(tx, batchId);
  invariant(shown !== null, `Expected batch ${batchId} to be seen`);
  const total = shown.totals.reduce((sum, one) => sum + one.total, 0n);
  const given = shown.approvals.filter(({ counts }) => counts).length;
  const enough = given >= approvalsNeeded(total, shown.secondApprovalAbove);
  const status = enough ? 'APPROVED' : batch.status;
  if (status !== batch.status) {
    await tx
      .update(payoutBatches)
      .set({ status, approvedAt: sql`now()` })
      .where(eq(payoutBatches.id, batchId));
  }
  await recordAudit(tx, [
    {
      ...{ ...actor, programId, action: 'payout_batch.approve' },
      subject: `payout_batch:${batchId}`,
      before: { status: batch.status },
      after: { status, digest, approvals: given },
    },
  ]);
}

/** Of what has failed and was not tried again; by hand only what others have brought the results of. */
const mayApprove = (batchId: string, operatorId: string) => sql`
  p.batch_id = ${batchId}::uuid and p.status = 'FAILED' and p.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT')
  and ${untried}
  and not exists (select from payout_results r where r.payout_id = p.id and r.operator_id = ${operatorId}::uuid)`;

async function approveRetry(
  tx: Database,
  approval: Approval,
  batch: BatchRow,
): Promise<ApiError | null> {
  const { batchId, operatorId, digest } = approval;
  const shown = await payoutBatch(tx, batchId);
  invariant(shown !== null, `Expected batch ${batchId} to be seen`);
  if (shown.makers.includes(operatorId)) return new ApiError('SAME_OPERATOR');
  if (digest !== shown.digest) return changedTo(shown.digest);
  const due = await queryRows(
    tx,
    sql`select p.id from payouts p where ${mayApprove(batchId, operatorId)} order by p.id`,
    z.object({ id: z.uuid() }),
  );
  if ((shown.retry?.byHand ?? 0) > 0 && due.length === 0) return new ApiError('SAME_OPERATOR');
  return await orChanged(tx, { ...batch, digest: shown.digest }, async (savepoint) => {
    const { programId } = batch;
    const ids = due.map(({ id: payoutId }) => payoutId);
    const again = await insertRetryApprovals(savepoint, ids, { operatorId, programId, digest });
    // Whoever stood behind the batch may have left; then others stand behind what is tried again of it.
    const renewed = await savepoint
      .insert(payoutApprovals)
      .values({ batchId, operatorId, digest: batch.digest, programId })
      .onConflictDoNothing({
        target: [payoutApprovals.batchId, payoutApprovals.operatorId, payoutApprovals.digest],
      })
      .returning({ at: payoutApprovals.at });
    if (again.length + renewed.length === 0) return;
    await recordAudit(savepoint, [
      {
        ...{ ...approval.actor, programId, action: 'payout_batch.approve_retry' },
        subject: `payout_batch:${batchId}`,
        before: { status: batch.status },
        after: { digest, payouts: again },
      },
    ]);
  });
}

/** Gives the ids of those that this person had not approved before. */
async function insertRetryApprovals(
  tx: Database,
  payoutIds: readonly string[],
  by: { readonly operatorId: string; readonly programId: string; readonly digest: string },
): Promise<readonly string[]> {
  if (payoutIds.length === 0) return [];
  const written = await tx
    .insert(payoutRetryApprovals)
    .values(payoutIds.map((payoutId) => ({ payoutId, ...by })))
    .onConflictDoNothing({
      target: [
        payoutRetryApprovals.payoutId,
        payoutRetryApprovals.operatorId,
        payoutRetryApprovals.resultId,
      ],
    })
    .returning({ payoutId: payoutRetryApprovals.payoutId });
  return written.map(({ payoutId }) => payoutId);
}
