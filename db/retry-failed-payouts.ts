import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { inState } from './batch-refusals.ts';
import { type Database, queryRows } from './database.ts';
import { type BeginOutcome, type Execution, enterExecution } from './execute-batch.ts';
import { idsIn } from './ids-in.ts';
import { type LockedBatch, lockBatch } from './lock-batch.ts';
import { payoutBatches } from './schema/payouts.ts';

/**
 * Has the failed payouts of a batch tried again, each as a payout of its own with the same commissions. One whose
 * commissions are not all free any more, reversed or in another batch since, is not. While the batch is under way, or
 * when none has failed, this changes nothing.
 */
export async function retryFailedPayouts(
  tx: Database,
  execution: Execution,
): Promise<BeginOutcome> {
  const locked = await lockBatch(tx, execution.batchId);
  const { status } = locked.batch;
  if (status === 'PROCESSING' || status === 'COMPLETED') return { begun: false };
  if (status !== 'PARTIALLY_FAILED') return inState(status);
  const failed = await readFailed(tx, execution.batchId);
  const free = await readFree(tx, failed);
  if (free.length === 0)
    return new ApiError(
      'NO_PAYABLE_COMMISSIONS',
      'None of the failed payouts can be tried again: their commissions are reversed, or in another batch.',
    );
  await begin(tx, locked, { execution, failed: free });
  return { begun: true };
}

const idRow = z.object({ id: z.uuid() });

/** Failed payouts that were not tried again, locked in the order of their ids. */
async function readFailed(tx: Database, batchId: string): Promise<string[]> {
  const rows = await queryRows(
    tx,
    sql`select p.id from payouts p where p.batch_id = ${batchId}::uuid and p.status = 'FAILED'
        and not exists (select from payouts r where r.retries_id = p.id)
      order by p.id for update`,
    idRow,
  );
  return rows.map(({ id }) => id);
}

/** Those whose commissions are all payable and in no payout; the commissions are locked, so that it stays so. */
async function readFree(tx: Database, failed: readonly string[]): Promise<string[]> {
  await tx.execute(sql`select from commissions where id in (
    select commission_id from payout_items where payout_id in (${idsIn(failed)})) order by id for update`);
  const rows = await queryRows(
    tx,
    sql`select p.id from payouts p where p.id in (${idsIn(failed)}) and not exists (
        select from payout_items i join commissions c on c.id = i.commission_id
          where i.payout_id = p.id and (c.status <> 'PAYABLE' or exists (
            select from payout_items o where o.commission_id = c.id and o.live)))
      order by p.id`,
    idRow,
  );
  return rows.map(({ id }) => id);
}

async function begin(
  tx: Database,
  locked: LockedBatch,
  { execution, failed }: { readonly execution: Execution; readonly failed: readonly string[] },
): Promise<void> {
  await tx
    .update(payoutBatches)
    .set({ status: 'PROCESSING', finishedAt: null })
    .where(eq(payoutBatches.id, execution.batchId));
  const again = JSON.stringify(failed.map((retries) => ({ id: newId(), retries })));
  const rows = sql`jsonb_to_recordset(${again}::jsonb) as n(id uuid, retries uuid)`;
  await tx.execute(sql`
    insert into payouts (id, program_id, batch_id, affiliate_id, wallet, method, asset, amount, retries_id)
      select n.id, p.program_id, p.batch_id, p.affiliate_id, p.wallet, p.method, p.asset, p.amount, p.id
        from ${rows} join payouts p on p.id = n.retries`);
  await tx.execute(sql`
    insert into payout_items (payout_id, commission_id, program_id, amount)
      select n.id, i.commission_id, i.program_id, i.amount from ${rows} join payout_items i on i.payout_id = n.retries`);
  await enterExecution(tx, locked, { ...execution, action: 'payout_batch.retry_failed' });
}
