import { and, eq, sql } from 'drizzle-orm';
import { approvalsNeeded } from '../domain/approval-rule.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type BatchWrite, changedTo, inState, isOpen } from './batch-refusals.ts';
import type { Database } from './database.ts';
import { lockBatch } from './lock-batch.ts';
import { payoutBatch } from './queries/payout-batches.ts';
import { payoutApprovals, payoutBatches } from './schema/payouts.ts';
import { sqlState } from './sql-errors.ts';

/** SQLSTATE of the database's own refusal of approvals that do not hold (migration 0014). */
const approvalRefused = 'QT013';

/** An approver's word. */
export interface Approval extends BatchWrite {
  /** Of the batch as the approver saw it. */
  readonly digest: string;
}

/**
 * Takes a person's word for a batch as it is, and makes it APPROVED once enough people have given theirs. The same word
 * again changes nothing. Gives the refusal, or null.
 */
export async function approveBatch(tx: Database, approval: Approval): Promise<ApiError | null> {
  const { batch } = await lockBatch(tx, approval.batchId);
  const { batchId, operatorId, digest } = approval;
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
  try {
    await tx.transaction((savepoint) => writeApproval(savepoint, approval, batch));
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
  batch: typeof payoutBatches.$inferSelect,
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
