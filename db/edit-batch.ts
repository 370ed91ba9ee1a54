import { and, eq, sql } from 'drizzle-orm';
import { batchDigest } from '../domain/canonical-batch.ts';
import { ApiError } from '../domain/errors.ts';
import type { PayoutMethod } from '../domain/payout-status.ts';
import { fitsAsset } from '../domain/plan-payouts.ts';
import { recordAudit } from './audit.ts';
import { type BatchWrite, changedTo, inState, isOpen } from './batch-refusals.ts';
import type { Database } from './database.ts';
import { idsIn } from './ids-in.ts';
import { lockBatch } from './lock-batch.ts';
import { readBatch } from './queries/canonical-batch.ts';
import { payoutBatchEdits, payoutBatches, payouts } from './schema/payouts.ts';

/** What an editor wants of a batch. */
export interface BatchEdit extends BatchWrite {
  /** Of the batch as the editor saw it. */
  readonly digest: string;
  /** Payouts to take out. */
  readonly exclude: readonly string[];
  readonly methods: readonly { readonly payoutId: string; readonly method: PayoutMethod }[];
}

type Payout = Pick<typeof payouts.$inferSelect, 'id' | 'status' | 'method' | 'asset'>;

/**
 * Takes payouts out of a batch and changes how they are made: a new version, which nobody has approved. An edit that
 * changes nothing makes none. Gives the refusal, or null.
 */
export async function editBatch(tx: Database, edit: BatchEdit): Promise<ApiError | null> {
  const { batchId } = edit;
  const { batch } = await lockBatch(tx, batchId);
  if (!isOpen(batch.status)) return inState(batch.status);
  if (edit.digest !== batch.digest) return changedTo(batch.digest);
  const known = await lockPayouts(tx, batchId);
  const refusal = refusalOf(edit, known);
  if (refusal !== null) return refusal;
  const exclude = edit.exclude.filter((id) => known.get(id)?.status === 'PLANNED');
  const methods = edit.methods.filter(
    ({ payoutId, method }) => known.get(payoutId)?.method !== method,
  );
  if (exclude.length + methods.length === 0) return null;
  // Payouts are edited while their batch is pending; what stood behind it before stands behind it no more.
  if (batch.status === 'APPROVED')
    await tx
      .update(payoutBatches)
      .set({ status: 'PENDING', approvedAt: null })
      .where(eq(payoutBatches.id, batchId));
  await writeChanges(tx, batchId, { exclude, methods });
  const version = batch.version + 1;
  const digest = batchDigest({ ...(await readBatch(tx, batchId)), version });
  await tx.update(payoutBatches).set({ digest, version }).where(eq(payoutBatches.id, batchId));
  const { programId } = batch;
  await tx
    .insert(payoutBatchEdits)
    .values({ batchId, version, programId, operatorId: edit.operatorId });
  await recordAudit(tx, [
    {
      ...{ ...edit.actor, programId, action: 'payout_batch.edit' },
      subject: `payout_batch:${batchId}`,
      before: { status: batch.status, digest: batch.digest, version: batch.version },
      after: { status: 'PENDING', digest, version, exclude, methods },
    },
  ]);
  return null;
}

async function lockPayouts(tx: Database, batchId: string): Promise<ReadonlyMap<string, Payout>> {
  const { id, status, method, asset } = payouts;
  const rows = await tx
    .select({ id, status, method, asset })
    .from(payouts)
    .where(eq(payouts.batchId, batchId))
    .orderBy(id)
    .for('update');
  return new Map(rows.map((row) => [row.id, row]));
}

function refusalOf(
  { exclude, methods }: BatchEdit,
  known: ReadonlyMap<string, Payout>,
): ApiError | null {
  for (const [at, id] of exclude.entries())
    if (!known.has(id)) return wrong(`/exclude/${at}`, 'a payout of this batch');
  const out = new Set(exclude);
  for (const [at, { payoutId, method }] of methods.entries()) {
    const payout = known.get(payoutId);
    if (payout?.status !== 'PLANNED' || out.has(payoutId))
      return wrong(`/methods/${at}/payoutId`, 'a payout that stays in this batch');
    if (!fitsAsset(method, payout.asset)) {
      const detail = `${method} can not pay ${payout.asset}.`;
      return new ApiError('PAYOUT_METHOD_UNAVAILABLE', detail, { extra: { payoutId } });
    }
  }
  const stays = [...known.values()].some(({ id, status }) => status === 'PLANNED' && !out.has(id));
  return stays ? null : wrong('/exclude', 'at least one payout left; a batch can be cancelled');
}

async function writeChanges(
  tx: Database,
  batchId: string,
  { exclude, methods }: Pick<BatchEdit, 'exclude' | 'methods'>,
): Promise<void> {
  await tx
    .update(payouts)
    .set({ status: 'EXCLUDED' })
    .where(and(eq(payouts.batchId, batchId), sql`${payouts.id} in (${idsIn(exclude)})`));
  await tx.execute(sql`
    update payouts p set method = m.method
      from jsonb_to_recordset(${JSON.stringify(methods)}::jsonb) as m("payoutId" uuid, method text)
      where p.id = m."payoutId" and p.batch_id = ${batchId}::uuid`);
}

function wrong(field: string, expected: string): ApiError {
  return new ApiError('VALIDATION_FAILED', `${field}: expected ${expected}`, {
    errors: [{ field, expected }],
  });
}
