import { inArray, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { intents } from '../../db/schema/intents.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { invariant } from '../../domain/errors.ts';
import { type IntentState, intentStates } from '../../domain/intent-state.ts';
import { payoutMethods } from '../../domain/payout-status.ts';
import type { ChunkDone, ChunkRequest } from '../../domain/sagas/payout-activities.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import { checkFence, type IntentRow } from '../run-intent.ts';

/** Payouts that one statement takes: an activity's answer is not to be waited for long. */
export const chunkSize = 100;

const payoutRow = z.object({
  intent_id: z.uuid(),
  state: z.enum(intentStates),
  payout_id: z.uuid(),
  program_id: z.uuid(),
  affiliate_id: z.uuid(),
  wallet: storedAddress,
  method: z.enum(payoutMethods),
  asset: z.string(),
  amount: z.string().transform((text) => BigInt(text)),
});

/** A payout that is being carried out, with the state of its intent. */
export type PayoutUnderWay = z.infer<typeof payoutRow>;

const nobody = '00000000-0000-0000-0000-000000000000';

/** The next chunk of an execution's payouts for which `which` holds, of intents `i` and payouts `p`; by intent. */
export function readChunk(
  db: Database,
  { run, after }: ChunkRequest,
  which: SQL,
): Promise<PayoutUnderWay[]> {
  return queryRows(
    db,
    sql`select i.id as intent_id, i.state, p.id as payout_id, p.program_id, p.affiliate_id, p.wallet, p.method, p.asset,
        p.amount::text as amount
      from intents i join payouts p on p.intent_id = i.id
      where i.parent_intent_id = ${run.intentId}::uuid and i.id > ${after ?? nobody}::uuid and ${which}
      order by i.id limit ${chunkSize}`,
    payoutRow,
  );
}

/** What is told of a chunk: another follows where this one was full. */
export function chunkDone(chunk: readonly PayoutUnderWay[], moved: number): ChunkDone {
  const last = chunk.length < chunkSize ? undefined : chunk.at(-1);
  return { moved, next: last?.intent_id ?? null };
}

/**
 * The intents of an execution and of some of its payouts, locked in the order of their ids, if this run may still write.
 * Gives the payouts' that are in `state`: others have moved on.
 * @throws RunFenced when a newer run has taken over.
 */
export async function lockChunk(
  tx: Database,
  run: RunRef,
  { intentIds, state }: { readonly intentIds: readonly string[]; readonly state: IntentState },
): Promise<Map<string, IntentRow>> {
  const rows = await tx
    .select()
    .from(intents)
    .where(inArray(intents.id, [run.intentId, ...intentIds]))
    .orderBy(intents.id)
    .for('update');
  checkFence(
    rows.find(({ id }) => id === run.intentId),
    run,
  );
  const payouts = rows.filter((row) => row.id !== run.intentId && row.state === state);
  return new Map(payouts.map((row) => [checkFence(row, { ...run, intentId: row.id }).id, row]));
}

/** Moves locked intents of payouts on, in one statement; the trigger judges each transition and writes its row. */
export async function moveChunk(
  tx: Database,
  run: RunRef,
  { intentIds, ...step }: ChunkStep & { readonly intentIds: readonly string[] },
): Promise<void> {
  if (intentIds.length === 0) return;
  const moved = await queryRows(
    tx,
    sql`update intents set state = ${step.to}, changed_by = ${`run:${run.runId}`}, change_reason = ${step.reason}
      where id in (${idsIn(intentIds)}) and state = ${step.from} and run_id = ${run.runId} returning id`,
    z.object({ id: z.string() }),
  );
  invariant(
    moved.length === intentIds.length,
    `Expected ${intentIds.length} payouts to be ${step.from} under their locks, got ${moved.length}`,
  );
}

/** A transition that a whole chunk makes. */
export interface ChunkStep {
  readonly from: IntentState;
  readonly to: IntentState;
  readonly reason: string;
}
