import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { inState } from '../../db/batch-refusals.ts';
import { type Cancellation, cancelBatch } from '../../db/cancel-batch.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { lockBatch } from '../../db/lock-batch.ts';
import { payoutBatches } from '../../db/schema/payouts.ts';
import type { ApiError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { endHoldsIntentsMax, releaseHolds } from '../../ledger/holds.ts';

/**
 * Calls a batch off. One that is under way lets go of every payout that has not left: nothing of it is signed, and it was
 * in no file, since its money was not held. Where that is all of them the batch is CANCELLED; otherwise the others go on,
 * and the commissions of those let go wait for another batch. Again, it changes nothing. Gives the refusal, or null.
 */
export async function callOffBatch(
  tx: Database,
  cancellation: Cancellation,
): Promise<ApiError | null> {
  const { batchId, actor, reason } = cancellation;
  // Intents are locked before all else (design rule 21), as the steps of a run do.
  const intents = await lockIntents(tx, batchId);
  const { batch } = await lockBatch(tx, batchId);
  if (batch.status !== 'PROCESSING') return await cancelBatch(tx, cancellation);
  const execution = intents.find(({ kind }) => kind === 'payout_batch');
  // It began between the two looks: the locks are not those of its intents.
  if (execution === undefined) return inState(batch.status);
  const letGo = await letGoUnsent(tx, { batchId, reason: actor.actor, payouts: intents });
  if (letGo === 0) return inState(batch.status);
  const status = await endIfEmpty(tx, batchId);
  await wake(tx, { execution, operator: actor.actor, requestId: actor.requestId });
  await recordAudit(tx, [
    {
      ...{ ...actor, programId: batch.programId, action: 'payout_batch.cancel' },
      subject: `payout_batch:${batchId}`,
      before: { status: batch.status },
      after: { status, reason, payouts: letGo },
    },
  ]);
  return null;
}

const intentRow = z.object({
  id: z.uuid(),
  kind: z.enum(['payout', 'payout_batch']),
  parked: z.boolean(),
});

type LockedIntent = z.infer<typeof intentRow>;

/** The live execution of a batch and its open payouts, locked in the order of their ids. */
async function lockIntents(tx: Database, batchId: string): Promise<readonly LockedIntent[]> {
  const executions = await queryRows(
    tx,
    sql`select id, kind, parked from intents
      where kind = 'payout_batch' and state not in ('SETTLED', 'FAILED') and input ->> 'batchId' = ${batchId}
      order by id for update`,
    intentRow,
  );
  // A statement of its own: what the run has opened until then is seen, and it opens no more.
  const payouts = await queryRows(
    tx,
    sql`select id, kind, parked from intents
      where parent_intent_id in (${idsIn(executions.map(({ id }) => id))}) and state in ('PENDING', 'LOCKED')
      order by id for update`,
    intentRow,
  );
  return [...executions, ...payouts];
}

interface Unsent {
  readonly batchId: string;
  readonly reason: string;
  readonly payouts: readonly LockedIntent[];
}

/** Gives how many payouts it let go of: those that are planned, and those of the given intents that have not left. */
async function letGoUnsent(tx: Database, { batchId, reason, payouts }: Unsent): Promise<number> {
  const open = payouts.filter(({ kind }) => kind === 'payout').map(({ id }) => id);
  const unsigned = await unsignedOf(tx, open);
  for (let from = 0; from < unsigned.length; from += endHoldsIntentsMax)
    await releaseHolds(tx, unsigned.slice(from, from + endHoldsIntentsMax));
  await tx.execute(sql`
    update intents set state = 'FAILED', failure_code = 'BATCH_CALLED_OFF', failure_detail = 'Its batch was called off.',
        changed_by = ${reason}, change_reason = 'its batch was called off'
      where id in (${idsIn(unsigned)}) and state in ('PENDING', 'LOCKED')`);
  const gone = await queryRows(
    tx,
    sql`update payouts set status = 'CANCELLED'
      where batch_id = ${batchId}::uuid and ((status = 'PLANNED' and evidence_result_id is null) or (status = 'PROCESSING' and intent_id in (${idsIn(unsigned)})))
      returning id`,
    z.object({ id: z.uuid() }),
  );
  return gone.length;
}

/**
 * Those of which nothing is signed that may still be mined, and no bank has said anything: what is only to be booked
 * has left. A nonce that was only reserved is no obstacle.
 */
async function unsignedOf(tx: Database, intentIds: readonly string[]): Promise<readonly string[]> {
  const rows = await queryRows(
    tx,
    sql`select i.id from intents i where i.id in (${idsIn(intentIds)}) and not exists (
        select from slots s join attempts a on a.slot_id = s.id
          where s.intent_id = i.id and s.state <> 'WITHOUT_EFFECT' and a.purpose = 'CALL')
        and not exists (select from payouts p left join payout_results r on r.payout_id = p.id
          where p.intent_id = i.id and (r.id is not null or p.evidence_result_id is not null))
      order by i.id`,
    z.object({ id: z.uuid() }),
  );
  return rows.map(({ id }) => id);
}

/** Has the batch CANCELLED where nothing of it is left; gives its status. */
async function endIfEmpty(tx: Database, batchId: string): Promise<'CANCELLED' | 'PROCESSING'> {
  const [left] = await queryRows(
    tx,
    sql`select count(*)::int as payouts from payouts
      where batch_id = ${batchId}::uuid and status not in ('CANCELLED', 'EXCLUDED')`,
    z.object({ payouts: z.number() }),
  );
  if (left?.payouts !== 0) return 'PROCESSING';
  await tx
    .update(payoutBatches)
    .set({ status: 'CANCELLED', cancelledAt: sql`now()` })
    .where(eq(payoutBatches.id, batchId));
  return 'CANCELLED';
}

interface Waking {
  readonly execution: LockedIntent;
  readonly operator: string;
  readonly requestId: string | null;
}

/** An execution that is parked goes on, and finds less to do, or nothing. */
async function wake(tx: Database, { execution, operator, requestId }: Waking): Promise<void> {
  if (!execution.parked) return;
  await tx.execute(sql`
    insert into decisions (id, program_id, intent_id, type, operator, reason, intent_version, request_id)
      select ${newId()}::uuid, i.program_id, i.id, 'retry', ${operator}, 'its batch was called off', i.version, ${requestId}
        from intents i where i.id = ${execution.id}::uuid
    on conflict (intent_id, intent_version) where outcome is null or outcome in ('resumed', 'abandoned') do nothing`);
}
