import { eq, sql } from 'drizzle-orm';
import { invariant } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { payoutBatches } from './schema/payouts.ts';
import { programs } from './schema/programs.ts';

/** A batch whose row is locked for the rest of the transaction, and what its program says of batches. */
export interface LockedBatch {
  readonly batch: typeof payoutBatches.$inferSelect;
  readonly program: {
    readonly id: string;
    readonly slug: string;
    readonly secondApprovalAbove: bigint;
  };
}

/**
 * Locks a batch: before its payouts, those by id, and these before commissions (design rule 21).
 * @throws InvariantViolation when it does not exist; batches are never deleted.
 */
export async function lockBatch(tx: Database, batchId: string): Promise<LockedBatch> {
  const { id, slug, secondApprovalAbove } = programs;
  const [found] = await tx
    .select({ batch: payoutBatches, program: { id, slug, secondApprovalAbove } })
    .from(payoutBatches)
    .innerJoin(programs, eq(programs.id, payoutBatches.programId))
    .where(eq(payoutBatches.id, batchId))
    .for('update', { of: payoutBatches });
  invariant(found !== undefined, `Expected batch ${batchId} to exist`);
  return found;
}

/** First half of the advisory locks' keys; any fixed number that no other lock begins with. */
const batchLockClass = 1_886_351_988;

/**
 * Has the batches of a program made one after the other, so that whoever has locked commissions for one never waits
 * for another.
 */
export async function lockBatchCreation(tx: Database, programId: string): Promise<void> {
  const key = Number.parseInt(sha256Hex(programId).slice(0, 8), 16) | 0;
  await tx.execute(sql`select pg_advisory_xact_lock(${batchLockClass}::int, ${key}::int)`);
}
