import { eq, inArray } from 'drizzle-orm';
import { holdGround } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { watches } from '../db/schema/chain.ts';
import { intents, settlements } from '../db/schema/intents.ts';
import type { Posting } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { IntentState } from '../domain/intent-state.ts';
import type { RunRef } from '../domain/sagas/saga-activities.ts';
import { post } from '../ledger/post.ts';
import { type IntentRow, lockIntent, transition } from './run-intent.ts';

const wayToSettled: readonly IntentState[] = ['SUBMITTED', 'CONFIRMED', 'SETTLED'];

/** A reversal sends nothing, so it passes the states that a transaction would have taken it through. */
export async function settleReversal(
  tx: Database,
  intent: IntentRow,
  postings: readonly Posting[],
): Promise<string> {
  const { id: intentId, programId } = intent;
  const settlementId = newId();
  const reference = `reversal:${intentId}`;
  const [posted] = await post(tx, [{ programId, intentId, reference, postings }]);
  invariant(posted?.status === 'posted', `Expected ${reference} to be posted now`);
  await tx
    .insert(settlements)
    .values({ id: settlementId, intentId, programId, ledgerTransactionId: posted.id });
  let row = intent;
  for (const to of wayToSettled) {
    await transition(tx, row, { to, reason: 'the postings are mirrored' });
    row = { ...row, state: to };
  }
  await tx.delete(watches).where(eq(watches.intentId, intentId));
  return settlementId;
}

/** A reversal by one of its runs, and the intent that it reverses. */
export interface ReversalPair {
  readonly run: RunRef;
  readonly original: IntentRow;
}

/**
 * Holds the ground and locks both intents, in the order of their ids; nobody else writes a final one. Gives the reversal.
 * @throws RunFenced when a newer run has taken over.
 */
export async function lockReversal(
  tx: Database,
  chainId: number,
  { run, original }: ReversalPair,
): Promise<IntentRow> {
  await holdGround(tx, chainId);
  await tx
    .select({ id: intents.id })
    .from(intents)
    .where(inArray(intents.id, [run.intentId, original.id]))
    .orderBy(intents.id)
    .for('update');
  return await lockIntent(tx, run);
}
