import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { inState } from './batch-refusals.ts';
import { type Database, queryRows } from './database.ts';
import { type BeginOutcome, type Execution, enterExecution, refusalOf } from './execute-batch.ts';
import { idsIn } from './ids-in.ts';
import { type LockedBatch, lockBatch } from './lock-batch.ts';
import { untried } from './queries/payout-conditions.ts';
import { unavailableMethods } from './queries/payout-rails.ts';
import { payoutBatches } from './schema/payouts.ts';

/**
 * Has the failed payouts of a batch tried again, each as a payout of its own with the same commissions. One whose
 * commissions are not all free any more, reversed or in another batch since, is not. One by hand is only with new
 * approvals: that it has failed is what an operator says. One that two people have confirmed as paid after all is booked,
 * and not carried out. While the batch is under way, or when none has failed, this changes nothing.
 */
export async function retryFailedPayouts(
  tx: Database,
  execution: Execution,
): Promise<BeginOutcome> {
  const locked = await lockBatch(tx, execution.batchId);
  const { status } = locked.batch;
  if (status === 'PROCESSING' || status === 'COMPLETED') return { begun: false };
  if (status !== 'PARTIALLY_FAILED') return inState(status);
  const failed = await readFailed(tx, execution);
  const free = await readFree(tx, failed);
  const ready = free.filter(({ standing }) => standing === 'ready');
  if (ready.length === 0) return nothingReady(free);
  try {
    await tx.transaction((savepoint) => begin(savepoint, locked, { execution, failed: ready }));
    return { begun: true };
  } catch (error) {
    return refusalOf(error);
  }
}

const failedRow = z.object({
  id: z.uuid(),
  /** `unapproved`: by hand, and not enough people have approved it. `disputed`: it may have been paid. */
  standing: z.enum(['ready', 'unapproved', 'disputed']),
  /** The bank's word that it was paid after all. */
  evidence: z.uuid().nullable(),
});

type FailedPayout = z.infer<typeof failedRow>;

/** Why none of the failed payouts is tried again. */
function nothingReady(free: readonly FailedPayout[]): ApiError {
  const standings = new Set(free.map(({ standing }) => standing));
  if (standings.has('unapproved')) return new ApiError('APPROVALS_MISSING');
  if (standings.has('disputed')) return new ApiError('PAYOUT_CONTRADICTED');
  return new ApiError(
    'NO_PAYABLE_COMMISSIONS',
    'None of the failed payouts can be tried again: their commissions are reversed, or in another batch.',
  );
}

/** Failed payouts that were not tried again, locked in the order of their ids. */
async function readFailed(
  tx: Database,
  { batchId, operatorId }: Execution,
): Promise<readonly FailedPayout[]> {
  await tx.execute(sql`
    select from payouts where batch_id = ${batchId}::uuid and status = 'FAILED' order by id for update`);
  return await queryRows(
    tx,
    sql`select p.id, case when d.dispute = 'PAID' then r.id end as evidence,
        case when d.dispute = 'OPEN' or exists (
            select from payout_items i join payout_items o on o.commission_id = i.commission_id and o.payout_id <> p.id
              join payouts q on q.id = o.payout_id
              where i.payout_id = p.id and q.status in ('FAILED', 'REVERSED') and payout_dispute(q.id) in ('OPEN', 'PAID'))
            then 'disputed'
          when d.dispute = 'PAID' or p.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT')
            or payout_retry_is_approved(p.id, ${operatorId}::uuid) then 'ready'
          else 'unapproved' end as standing
      from payouts p cross join lateral (select payout_dispute(p.id) as dispute) d
      left join lateral (select w.id from payout_results w where w.payout_id = p.id and w.outcome = 'PAID'
        order by w.id desc limit 1) r on true
      where p.batch_id = ${batchId}::uuid and p.status = 'FAILED'
        and ${untried}
      order by p.id`,
    failedRow,
  );
}

/** Those whose commissions are all payable and in no payout; the commissions are locked, so that it stays so. */
async function readFree(
  tx: Database,
  failed: readonly FailedPayout[],
): Promise<readonly FailedPayout[]> {
  const ids = idsIn(failed.map(({ id }) => id));
  await tx.execute(sql`select from commissions where id in (
    select commission_id from payout_items where payout_id in (${ids})) order by id for update`);
  const rows = await queryRows(
    tx,
    sql`select p.id from payouts p where p.id in (${ids}) and not exists (
        select from payout_items i join commissions c on c.id = i.commission_id
          where i.payout_id = p.id and (c.status <> 'PAYABLE'
            or (commission_is_taken_back(c.id, p.id) and payout_dispute(p.id) is distinct from 'PAID')
            or exists (select from payout_items o where o.commission_id = c.id and o.live)))`,
    z.object({ id: z.uuid() }),
  );
  const free = new Set(rows.map(({ id }) => id));
  return failed.filter(({ id }) => free.has(id));
}

async function begin(
  tx: Database,
  locked: LockedBatch,
  {
    execution,
    failed,
  }: { readonly execution: Execution; readonly failed: readonly FailedPayout[] },
): Promise<void> {
  await tx
    .update(payoutBatches)
    .set({ status: 'PROCESSING', finishedAt: null })
    .where(eq(payoutBatches.id, execution.batchId));
  const again = JSON.stringify(
    failed.map(({ id: retries, evidence }) => ({ id: newId(), retries, evidence })),
  );
  const rows = sql`jsonb_to_recordset(${again}::jsonb) as n(id uuid, retries uuid, evidence uuid)`;
  await tx.execute(sql`
    insert into payouts (id, program_id, batch_id, affiliate_id, wallet, method, asset, amount, retries_id, retried_by, evidence_result_id)
      select n.id, p.program_id, p.batch_id, p.affiliate_id, p.wallet, p.method, p.asset, p.amount, p.id,
          ${execution.operatorId}::uuid, n.evidence
        from ${rows} join payouts p on p.id = n.retries`);
  await tx.execute(sql`
    insert into payout_items (payout_id, commission_id, program_id, amount)
      select n.id, i.commission_id, i.program_id, i.amount from ${rows} join payout_items i on i.payout_id = n.retries`);
  const unavailable = await unavailableMethods(tx, execution.batchId);
  if (unavailable !== null) throw unavailable;
  await enterExecution(tx, locked, { ...execution, action: 'payout_batch.retry_failed' });
}
