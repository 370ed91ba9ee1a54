import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { watches } from '../db/schema/chain.ts';
import { settlements } from '../db/schema/intents.ts';
import type { Posting } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { IntentState } from '../domain/intent-state.ts';
import { post } from '../ledger/post.ts';
import { type IntentRow, transition } from './run-intent.ts';

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
