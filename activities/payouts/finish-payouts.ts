import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { untried } from '../../db/queries/payout-conditions.ts';
import { invariant } from '../../domain/errors.ts';
import type { IntentState } from '../../domain/intent-state.ts';
import type { BatchStanding } from '../../domain/sagas/payout-activities.ts';
import { payoutBatchInput } from '../../domain/sagas/payout-inputs.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { type IntentRow, lockIntent, transition } from '../run-intent.ts';

const wayToSettled: readonly IntentState[] = ['CONFIRMED', 'SETTLED'];

/**
 * Counts the payouts of an execution. Once none is open, the execution is SETTLED and its batch COMPLETED, or
 * PARTIALLY_FAILED where a payout has failed that no other try has been made of.
 */
export async function finishPayouts({ db }: ActivityDeps, run: RunRef): Promise<BatchStanding> {
  return await db.transaction(async (tx) => {
    const execution = await lockIntent(tx, run);
    const standing = await countPayouts(tx, execution);
    if (standing.finished) await finish(tx, execution);
    else await noteProgress(tx, execution);
    return standing;
  });
}

const count = z.coerce.number();
const countsRow = z.object({
  open: count,
  paid: count,
  failed: count,
  under_way: count,
  unknown: count,
});

async function countPayouts(tx: Database, execution: IntentRow): Promise<BatchStanding> {
  const { batchId } = payoutBatchInput.parse(execution.input);
  const [counts] = await queryRows(
    tx,
    sql`select count(*) filter (where p.status in ('PLANNED', 'PROCESSING', 'UNKNOWN')) as open,
        count(*) filter (where i.id is not null and p.status in ('PAID', 'REVERSED')) as paid,
        count(*) filter (where i.id is not null and p.status = 'FAILED') as failed,
        count(*) filter (where p.status in ('PLANNED', 'PROCESSING')) as under_way,
        count(*) filter (where p.status = 'UNKNOWN') as unknown
      from payouts p left join intents i on i.id = p.intent_id and i.parent_intent_id = ${execution.id}::uuid
      where p.batch_id = ${batchId}::uuid`,
    countsRow,
  );
  invariant(counts !== undefined, `Expected batch ${batchId} to have payouts`);
  const { open, under_way: underWay, ...ended } = counts;
  return { ...ended, underWay, finished: open === 0 };
}

async function finish(tx: Database, execution: IntentRow): Promise<void> {
  if (execution.state === 'SETTLED') return;
  const { batchId } = payoutBatchInput.parse(execution.input);
  let row = execution;
  for (const to of wayToSettled) {
    await transition(tx, row, { to, reason: 'its payouts are paid, or have failed' });
    row = { ...row, state: to };
  }
  await tx.execute(sql`
    update payout_batches b set finished_at = now(), status = case when exists (
        select from payouts p where p.batch_id = b.id and p.status = 'FAILED'
          and ${untried}) then 'PARTIALLY_FAILED' else 'COMPLETED' end
      where b.id = ${batchId}::uuid and b.status = 'PROCESSING'`);
}

/**
 * An execution that gets on, or waits for a bank alone, has changed: the sweeper reports as stuck what has not for
 * too long.
 */
async function noteProgress(tx: Database, { id }: IntentRow): Promise<void> {
  await tx.execute(sql`
    update intents b set updated_at = now() where b.id = ${id}::uuid
      and b.updated_at < coalesce((select max(i.updated_at) from intents i where i.parent_intent_id = b.id), b.updated_at)`);
  await tx.execute(sql`
    update intents b set updated_at = now() where b.id = ${id}::uuid and not exists (
      select from intents i join payouts p on p.intent_id = i.id where i.parent_intent_id = b.id
        and i.state not in ('SETTLED', 'FAILED') and p.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT'))`);
}
