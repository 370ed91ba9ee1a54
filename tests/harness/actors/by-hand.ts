/** Payouts that people carry out, as far as the steps of a run and a bank's word take them, where no saga runs. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { intents } from '../../../db/schema/intents.ts';
import { payoutResults, payouts } from '../../../db/schema/payouts.ts';
import { paymentBookedPostings, programAccount } from '../../../domain/chart-of-accounts.ts';
import { newId } from '../../../domain/ids.ts';
import type { ResultOutcome } from '../../../domain/match-results.ts';
import { isOnChain } from '../../../domain/payout-status.ts';
import { releaseHolds, takeHolds } from '../../../ledger/holds.ts';
import { post } from '../../../ledger/post.ts';
import { enterPerson } from '../samples/payout-rows.ts';
import { failPayouts } from './fail-payouts.ts';

/**
 * Gives the treasury what the begun payouts by hand of a batch take and sets it aside, so that they can be in a file:
 * they are SUBMITTED then.
 */
export async function holdByHand(db: Database, batchId: string): Promise<void> {
  const rows = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
  for (const { intentId, programId, asset, amount, method } of rows) {
    if (intentId === null || isOnChain(method)) continue;
    const [intent] = await db.select().from(intents).where(eq(intents.id, intentId));
    if (intent?.state !== 'PENDING') continue;
    const postings = paymentBookedPostings({ programId, amount, asset });
    await post(db, [{ programId, reference: `test:${newId()}`, postings }]);
    const account = programAccount(programId, 'treasury');
    await takeHolds(db, [{ programId, intentId, account, asset, amount }]);
    for (const state of ['LOCKED', 'SUBMITTED'] as const)
      await db.update(intents).set({ state }).where(eq(intents.id, intentId));
  }
}

/** A bank's word, as somebody brought it. */
export interface BankWord {
  readonly payoutId: string;
  readonly outcome: ResultOutcome;
  readonly contradicts?: boolean;
  readonly detail?: string;
}

/** Keeps what a bank says of a payout; gives the id of the result. */
export async function bankSays(
  db: Database,
  { payoutId, outcome, contradicts = false, detail }: BankWord,
): Promise<string> {
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (payout === undefined) throw new Error('Expected a payout');
  const { programId, batchId } = payout;
  const [id, operatorId] = [newId(), await enterPerson(db)];
  await db.insert(payoutResults).values({
    ...{ id, programId, batchId, payoutId, outcome, contradicts, operatorId },
    detail: detail ?? null,
  });
  return id;
}

/** Ends what a bank has returned of a batch, and the execution with it, as its run does. */
export async function failByHand(db: Database, batchId: string): Promise<void> {
  const rows = await db
    .select({ payout: payouts })
    .from(payoutResults)
    .innerJoin(payouts, eq(payouts.id, payoutResults.payoutId))
    .where(
      and(
        eq(payouts.batchId, batchId),
        eq(payoutResults.outcome, 'FAILED'),
        eq(payoutResults.contradicts, false),
        isNull(payoutResults.appliedAt),
      ),
    );
  const failure = { failureCode: 'PAYOUT_REFUSED', failureDetail: 'returned' };
  for (const { payout } of rows) {
    await releaseHolds(db, [payout.intentId ?? '']);
    await db
      .update(intents)
      .set({ state: 'FAILED', ...failure })
      .where(eq(intents.id, payout.intentId ?? ''));
    await db
      .update(payouts)
      .set({ status: 'FAILED', ...failure })
      .where(eq(payouts.id, payout.id));
    await db
      .update(payoutResults)
      .set({ appliedAt: new Date() })
      .where(and(eq(payoutResults.payoutId, payout.id), eq(payoutResults.contradicts, false)));
  }
  await failPayouts(db, batchId);
}
