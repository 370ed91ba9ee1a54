/** A planned payout that is carried out by hand, step by step through the guards, where no saga runs. */
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { commissions } from '../../../db/schema/commissions.ts';
import { intents, settlements } from '../../../db/schema/intents.ts';
import { payoutBatches, payoutItems, payouts } from '../../../db/schema/payouts.ts';
import { payoutPaidPostings } from '../../../domain/chart-of-accounts.ts';
import { newId } from '../../../domain/ids.ts';
import { convertHolds } from '../../../ledger/holds.ts';
import { post } from '../../../ledger/post.ts';
import { bankSays, holdByHand } from './by-hand.ts';

/** A payout in its batch, as `planBatch` gives them. */
export interface PlannedPayout {
  readonly batchId: string;
  readonly payoutId: string;
}

/** Pays a planned, approved payout that is not on chain: its commissions are PAID. The treasury is given what it takes. */
export async function payByHand(db: Database, { batchId, payoutId }: PlannedPayout): Promise<void> {
  for (const status of ['APPROVED', 'PROCESSING'] as const)
    await db.update(payoutBatches).set({ status }).where(eq(payoutBatches.id, batchId));
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (payout === undefined) throw new Error('Expected a payout');
  const { programId, affiliateId, wallet, amount, asset } = payout;
  const entering = { programId, wallet, changedBy: 'test', changeReason: 'test' };
  const [parentIntentId, intentId] = [newId(), newId()];
  await db.insert(intents).values({
    ...{ ...entering, id: parentIntentId, kind: 'payout_batch', input: { batchId } },
    ...{ idempotencyKey: parentIntentId, workflowId: parentIntentId },
  });
  await db.insert(intents).values({
    ...{ ...entering, id: intentId, kind: 'payout', input: { batchId, payoutId }, parentIntentId },
    ...{ idempotencyKey: intentId, workflowId: intentId },
  });
  await db.update(payouts).set({ status: 'PROCESSING', intentId }).where(eq(payouts.id, payoutId));
  const setState = async (state: 'CONFIRMED' | 'SETTLED') =>
    await db.update(intents).set({ state }).where(eq(intents.id, intentId));
  await holdByHand(db, batchId);
  await bankSays(db, { payoutId, outcome: 'PAID' });
  await setState('CONFIRMED');
  await convertHolds(db, [intentId]);
  const [posted] = await post(db, [
    {
      ...{ programId, intentId, reference: `settlement:${intentId}` },
      postings: payoutPaidPostings({ programId, amount, asset, affiliateId }),
    },
  ]);
  if (posted?.status !== 'posted') throw new Error('Expected the payout to be posted');
  await db
    .insert(settlements)
    .values({ id: newId(), programId, intentId, ledgerTransactionId: posted.id });
  await setState('SETTLED');
  await db.update(payouts).set({ status: 'PAID' }).where(eq(payouts.id, payoutId));
  const items = await db.select().from(payoutItems).where(eq(payoutItems.payoutId, payoutId));
  const ids = items.map(({ commissionId }) => commissionId);
  await db.update(commissions).set({ status: 'PAID' }).where(inArray(commissions.id, ids));
}
