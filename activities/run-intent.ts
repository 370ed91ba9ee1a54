import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { intents } from '../db/schema/intents.ts';
import { invariant, RunFenced } from '../domain/errors.ts';
import type { IntentState } from '../domain/intent-state.ts';
import type { RunRef } from '../domain/sagas/saga-activities.ts';

export type IntentRow = typeof intents.$inferSelect;

/**
 * The intent, locked for the rest of the transaction, if this run may still write (design rule 9).
 * Intents are locked before anything else (rule 21).
 * @throws RunFenced when a newer run has taken over; InvariantViolation when there is no such intent.
 */
export async function lockIntent(tx: Database, run: RunRef): Promise<IntentRow> {
  const [row] = await tx.select().from(intents).where(eq(intents.id, run.intentId)).for('update');
  return checkFence(row, run);
}

/** As {@link lockIntent}, without the lock: for steps that look before they act. */
export async function readIntent(db: Database, run: RunRef): Promise<IntentRow> {
  const [row] = await db.select().from(intents).where(eq(intents.id, run.intentId));
  return checkFence(row, run);
}

/**
 * The row of a run's intent, if this run may still write.
 * @throws RunFenced when a newer run has taken over; InvariantViolation when there is no such intent.
 */
export function checkFence(row: IntentRow | undefined, run: RunRef): IntentRow {
  invariant(row !== undefined, `Expected intent ${run.intentId} to exist`);
  if (row.runId !== run.runId || row.runFence !== run.runFence) {
    throw new RunFenced(
      `Run ${run.runId} of intent ${run.intentId} was succeeded by run ${row.runId}`,
    );
  }
  return row;
}

/**
 * An intent that was read before, locked, if the run that it was read for may still write.
 * @throws RunFenced when a newer run has taken over since.
 */
export async function lockAgain(tx: Database, intent: IntentRow): Promise<IntentRow> {
  const { id: intentId, runId, runFence } = intent;
  invariant(runId !== null, `Expected intent ${intentId} to have a run`);
  return await lockIntent(tx, { intentId, runId, runFence });
}

/** What a transition sets besides the state. */
export interface TransitionChange {
  readonly to: IntentState;
  readonly reason: string;
  readonly failure?: { readonly code: string; readonly detail: string };
}

/**
 * Moves a locked intent on. The database's trigger judges the transition and writes its row.
 * @throws InvariantViolation when the intent was not as it was read.
 */
export async function transition(
  tx: Database,
  row: IntentRow,
  change: TransitionChange,
): Promise<void> {
  const moved = await tx
    .update(intents)
    .set({
      state: change.to,
      changedBy: `run:${row.runId}`,
      changeReason: change.reason,
      parked: false,
      parkedReason: null,
      ...(change.failure === undefined
        ? {}
        : { failureCode: change.failure.code, failureDetail: change.failure.detail }),
    })
    .where(
      and(eq(intents.id, row.id), eq(intents.state, row.state), eq(intents.runFence, row.runFence)),
    )
    .returning({ id: intents.id });
  invariant(moved.length === 1, `Expected intent ${row.id} to be ${row.state} under its lock`);
}

/** Sets columns that are not the state, under the intent's lock. */
export function touched(row: IntentRow, reason: string) {
  return { changedBy: `run:${row.runId}`, changeReason: reason, updatedAt: sql`now()` };
}
