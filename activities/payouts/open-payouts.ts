import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { undisputed } from '../../db/queries/payout-conditions.ts';
import { intents } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import type { ChunkDone, ChunkRequest } from '../../domain/sagas/payout-activities.ts';
import { payoutBatchInput, payoutInput } from '../../domain/sagas/payout-inputs.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { type IntentRow, lockIntent, transition } from '../run-intent.ts';
import { chunkSize, moveChunk } from './payout-chunk.ts';

/**
 * Begins the execution (LOCKED to SUBMITTED) and takes over what an earlier run of it left open. Then gives a chunk of
 * its batch's planned payouts an intent each, LOCKED, and has them PROCESSING: the database lets a payout's intent
 * in only while its batch is PROCESSING, and that only with its approvals.
 */
export async function openPayouts({ db }: ActivityDeps, { run }: ChunkRequest): Promise<ChunkDone> {
  return await db.transaction(async (tx) => {
    const execution = await lockIntent(tx, run);
    await takeOver(tx, run);
    if (execution.state === 'LOCKED')
      await transition(tx, execution, { to: 'SUBMITTED', reason: 'its payouts are carried out' });
    const opened = await openChunk(tx, execution, run);
    const last = opened.length < chunkSize ? undefined : opened.at(-1);
    return { moved: opened.length, next: last ?? null };
  });
}

/** The fence of the payouts follows that of their execution: an activity of an earlier run that is late changes nothing. */
async function takeOver(tx: Database, run: RunRef): Promise<void> {
  await tx.execute(sql`
    with mine as materialized (
      select id from intents where parent_intent_id = ${run.intentId}::uuid and state not in ('SETTLED', 'FAILED')
        and run_fence < ${run.runFence} order by id for update
    )
    update intents i set run_id = ${run.runId}, run_fence = ${run.runFence} from mine where i.id = mine.id`);
}

const plannedRow = z.object({ id: z.uuid(), wallet: z.string() });

async function openChunk(tx: Database, execution: IntentRow, run: RunRef): Promise<string[]> {
  const { batchId } = payoutBatchInput.parse(execution.input);
  const planned = await queryRows(
    tx,
    // What may have been paid already, by a payout of which a bank has said two things, waits for two people.
    sql`select p.id, p.wallet from payouts p where p.batch_id = ${batchId}::uuid and p.status = 'PLANNED'
        and (p.evidence_result_id is not null or ${undisputed})
      order by p.id limit ${chunkSize} for update`,
    plannedRow,
  );
  if (planned.length === 0) return [];
  const opened = planned.map(({ id: payoutId, wallet }) => ({
    ...{ id: newId(), kind: 'payout', programId: execution.programId, wallet },
    ...{ idempotencyKey: payoutId, workflowId: `payout/${payoutId}` },
    input: payoutInput.parse({ batchId, payoutId }),
    parentIntentId: execution.id,
    ...{ runId: run.runId, runFence: run.runFence, startedAt: sql`now()` },
    ...{ traceparent: execution.traceparent, requestId: execution.requestId },
    ...{ changedBy: `run:${run.runId}`, changeReason: 'its batch is executed' },
  }));
  await tx.insert(intents).values(opened);
  const intentIds = opened.map(({ id }) => id);
  const step = { from: 'PENDING', to: 'LOCKED', reason: 'opened by the run of its batch' } as const;
  await moveChunk(tx, run, { intentIds, ...step });
  await tx.execute(sql`
    update payouts p set status = 'PROCESSING', intent_id = i.id
      from intents i where i.id in (${idsIn(intentIds)}) and p.id = (i.input ->> 'payoutId')::uuid`);
  return intentIds;
}
