import { and, eq, sql } from 'drizzle-orm';
import type { ApiError } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type BatchWrite, inState, isOpen } from './batch-refusals.ts';
import type { Database } from './database.ts';
import { lockBatch } from './lock-batch.ts';
import { payoutBatches, payouts } from './schema/payouts.ts';

/** Why a batch is called off. */
export interface Cancellation extends BatchWrite {
  readonly reason: string | null;
}

/**
 * Calls a batch off of which nothing has begun: its payouts let go of their commissions. Again, it changes nothing.
 * Gives the refusal, or null.
 */
export async function cancelBatch(
  tx: Database,
  { batchId, actor, reason }: Cancellation,
): Promise<ApiError | null> {
  const { batch } = await lockBatch(tx, batchId);
  if (batch.status === 'CANCELLED') return null;
  if (!isOpen(batch.status)) return inState(batch.status);
  const planned = and(eq(payouts.batchId, batchId), eq(payouts.status, 'PLANNED'));
  await tx
    .select({ id: payouts.id })
    .from(payouts)
    .where(planned)
    .orderBy(payouts.id)
    .for('update');
  await tx
    .update(payoutBatches)
    .set({ status: 'CANCELLED', cancelledAt: sql`now()` })
    .where(eq(payoutBatches.id, batchId));
  await tx.update(payouts).set({ status: 'CANCELLED' }).where(planned);
  await recordAudit(tx, [
    {
      ...{ ...actor, programId: batch.programId, action: 'payout_batch.cancel' },
      subject: `payout_batch:${batchId}`,
      before: { status: batch.status },
      after: { status: 'CANCELLED', reason },
    },
  ]);
  return null;
}
