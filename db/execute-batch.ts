import { eq, sql } from 'drizzle-orm';
import { batchDigest } from '../domain/canonical-batch.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import type { NewIntent } from './accept-types.ts';
import { recordAudit } from './audit.ts';
import { type BatchWrite, inState } from './batch-refusals.ts';
import type { Database } from './database.ts';
import { insertIntents } from './effects/insert-intents.ts';
import { type LockedBatch, lockBatch } from './lock-batch.ts';
import { readBatch } from './queries/canonical-batch.ts';
import { unavailableMethods } from './queries/payout-rails.ts';
import { payoutBatches } from './schema/payouts.ts';
import { sqlState } from './sql-errors.ts';

/** SQLSTATE of the database's own refusal: without the approvals it takes no batch is under way (migration 0014). */
const notApproved = 'QT013';

/** SQLSTATE of its refusal to pay what may have been paid already (migration 0018). */
const contradicted = 'QT014';

/** What is to be begun, and the intent that stands for it. */
export interface Execution extends BatchWrite {
  readonly intent: NewIntent;
  /** Of the execution's idempotency key. */
  readonly key: string;
}

/** `begun`: by this very write; otherwise the batch is under way, or over, already. */
export type BeginOutcome = { readonly begun: boolean } | ApiError;

/**
 * Has an approved batch carried out: it is PROCESSING, and an intent of its own stands for the execution. Once it is
 * under way or over this changes nothing. The database judges the approvals again, under the batch's lock.
 */
export async function executeBatch(tx: Database, execution: Execution): Promise<BeginOutcome> {
  const locked = await lockBatch(tx, execution.batchId);
  const { status } = locked.batch;
  if (status === 'CANCELLED') return inState(status);
  if (status === 'PENDING') return new ApiError('APPROVALS_MISSING');
  if (status !== 'APPROVED') return { begun: false };
  invariant(
    batchDigest(await readBatch(tx, execution.batchId)) === locked.batch.digest,
    `Expected batch ${execution.batchId} to be what was approved`,
  );
  const unavailable = await unavailableMethods(tx, execution.batchId);
  if (unavailable !== null) return unavailable;
  try {
    await tx.transaction((savepoint) => begin(savepoint, locked, execution));
    return { begun: true };
  } catch (error) {
    return refusalOf(error);
  }
}

/**
 * The refusal that was thrown, or that of a batch that the database does not let begin: an approver was disabled since, or a commission of it
 * may have been paid already.
 * @throws any other error.
 */
export function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const state = sqlState(error);
  if (state === notApproved) return new ApiError('APPROVALS_MISSING');
  if (state === contradicted) return new ApiError('PAYOUT_CONTRADICTED');
  throw error;
}

async function begin(tx: Database, locked: LockedBatch, execution: Execution): Promise<void> {
  await tx
    .update(payoutBatches)
    .set({ status: 'PROCESSING', executedAt: sql`now()` })
    .where(eq(payoutBatches.id, execution.batchId));
  await enterExecution(tx, locked, { ...execution, action: 'payout_batch.execute' });
}

/** The intent of an execution, or of another try of what failed, and its line in the audit log. */
export async function enterExecution(
  tx: Database,
  { batch, program }: LockedBatch,
  { intent, key, actor, action }: Execution & { readonly action: string },
): Promise<void> {
  const input = { batchId: batch.id };
  await insertIntents(tx, [
    { ...intent, programId: program.id, key, input, changedBy: actor.actor },
  ]);
  await recordAudit(tx, [
    {
      ...{ ...actor, programId: program.id, action },
      subject: `payout_batch:${batch.id}`,
      before: { status: batch.status },
      after: { status: 'PROCESSING', intentId: intent.id },
    },
  ]);
}
