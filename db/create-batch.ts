import { eq, sql } from 'drizzle-orm';
import { type Batch, batchDigest } from '../domain/canonical-batch.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { periodBounds } from '../domain/payout-period.ts';
import { planPayouts } from '../domain/plan-payouts.ts';
import type { AuditedActor } from './audit.ts';
import { recordAudit } from './audit.ts';
import type { Database } from './database.ts';
import { lockBatchCreation } from './lock-batch.ts';
import { batchPayoutsMax, lockPayable } from './queries/payable-commissions.ts';
import { batchOfPeriod } from './queries/payout-batches.ts';
import { releaseForBatch } from './release-commissions.ts';
import { payoutBatchEdits, payoutBatches } from './schema/payouts.ts';
import { programs } from './schema/programs.ts';

/** A batch to be made. */
export interface NewBatch {
  readonly batchId: string;
  readonly programId: string;
  readonly period: string;
  /** Minor units; the program's own minimum counts where it is larger. */
  readonly minAmount: bigint;
  /** What is due by then is released first. */
  readonly now: Date;
  readonly operatorId: string;
  readonly actor: AuditedActor;
}

/**
 * Plans the payouts of a program for a period: one for each affiliate and asset whose payable commissions come to
 * enough. Gives the refusal, or null once it is written.
 */
export async function createBatch(tx: Database, wanted: NewBatch): Promise<ApiError | null> {
  const { programId, period } = wanted;
  await lockBatchCreation(tx, programId);
  const existing = await batchOfPeriod(tx, programId, period);
  if (existing !== null) return batchExists(existing);
  await releaseForBatch(tx, wanted);
  const minAmount = await smallestPayout(tx, wanted);
  const payable = { programId, end: periodBounds(period).end };
  const limits = { minAmount, payoutsMax: batchPayoutsMax };
  const planned = planPayouts(await lockPayable(tx, payable, limits), minAmount);
  if (planned.length === 0) return new ApiError('NO_PAYABLE_COMMISSIONS');
  const batch: Batch = {
    ...{ programId, id: wanted.batchId, period, version: 1, minAmount },
    payouts: planned.map((payout) => ({ ...payout, id: newId() })),
  };
  const digest = batchDigest(batch);
  if (!(await insertBatch(tx, batch, { digest, operatorId: wanted.operatorId }))) {
    const other = await batchOfPeriod(tx, programId, period);
    invariant(other !== null, `Expected ${period} to have a batch already`);
    return batchExists(other);
  }
  await insertPayouts(tx, batch);
  await recordAudit(tx, [
    {
      ...{ ...wanted.actor, programId, action: 'payout_batch.create' },
      subject: `payout_batch:${batch.id}`,
      before: null,
      after: { period, digest, version: 1, payouts: batch.payouts.length },
    },
  ]);
  return null;
}

/** The smallest payout of a program where one of at least `minAmount` is asked for. */
export async function smallestPayout(
  db: Database,
  { programId, minAmount }: Pick<NewBatch, 'programId' | 'minAmount'>,
): Promise<bigint> {
  const [program] = await db
    .select({ minPayout: programs.minPayout })
    .from(programs)
    .where(eq(programs.id, programId));
  invariant(program !== undefined, `Expected program ${programId} to exist`);
  return minAmount > program.minPayout ? minAmount : program.minPayout;
}

/** Whether there was none for the period. */
async function insertBatch(
  tx: Database,
  { id, programId, period, minAmount }: Batch,
  { digest, operatorId }: { readonly digest: string; readonly operatorId: string },
): Promise<boolean> {
  const inserted = await tx
    .insert(payoutBatches)
    .values({ id, programId, period, minAmount, digest, createdBy: operatorId })
    .onConflictDoNothing({
      target: [payoutBatches.programId, payoutBatches.period],
      where: sql`status <> 'CANCELLED'`,
    })
    .returning({ id: payoutBatches.id });
  if (inserted.length === 0) return false;
  await tx.insert(payoutBatchEdits).values({ batchId: id, version: 1, programId, operatorId });
  return true;
}

async function insertPayouts(tx: Database, { id, programId, payouts }: Batch): Promise<void> {
  const rows = payouts.map(({ items: _, ...payout }) => ({
    ...payout,
    amount: payout.amount.toString(),
  }));
  await tx.execute(sql`
    insert into payouts (id, program_id, batch_id, affiliate_id, wallet, method, asset, amount)
      select r.id, ${programId}::uuid, ${id}::uuid, r."affiliateId", r.wallet, r.method, r.asset, r.amount
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r(id uuid, "affiliateId" uuid, wallet text, method text, asset text, amount numeric) order by r.id`);
  const items = payouts.flatMap((payout) =>
    payout.items.map(({ commissionId, amount }) => ({
      ...{ payoutId: payout.id, commissionId, amount: amount.toString() },
    })),
  );
  await tx.execute(sql`
    insert into payout_items (payout_id, commission_id, program_id, amount)
      select r."payoutId", r."commissionId", ${programId}::uuid, r.amount
        from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r("payoutId" uuid, "commissionId" uuid, amount numeric)
        order by r."commissionId"`);
}

function batchExists(batchId: string): ApiError {
  return new ApiError('BATCH_EXISTS', undefined, { extra: { batchId } });
}
