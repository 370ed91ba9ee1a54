import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { closeFindings } from '../db/findings.ts';
import { lockBatch } from '../db/lock-batch.ts';
import { payouts } from '../db/schema/payouts.ts';
import { mirrorPostings } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import type { ReversalCheck } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { lockPaidPayout, reversePayout } from './payouts/reverse-payout.ts';
import { readPostings } from './posted-legs.ts';
import { lockReversal, type ReversalPair, settleReversal } from './settle-reversal.ts';

/** The payout, with its batch locked as by whoever brings results or decides, and whether it came back. */
async function lockReturned(tx: Database, intentId: string) {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.intentId, intentId));
  invariant(payout !== undefined, `Expected intent ${intentId} to have paid a payout`);
  await lockBatch(tx, payout.batchId);
  const [row] = await queryRows(
    tx,
    sql`select payout_came_back(${payout.id}::uuid) as came_back`,
    z.object({ came_back: z.boolean() }),
  );
  // The words about what was only booked are of the payout that had failed.
  const saidOf = payout.evidenceResultId === null ? payout.id : (payout.retriesId ?? payout.id);
  return { id: payout.id, saidOf, cameBack: row?.came_back ?? false };
}

/**
 * Takes back a payout that people had made and the bank has returned, in one database transaction: the money is in the
 * treasury again, the affiliate is owed it, and its commissions are payable.
 */
export function returnPayout(
  { db, chain }: ActivityDeps,
  { run, original }: ReversalPair,
): Promise<ReversalCheck> {
  return db.transaction(async (tx): Promise<ReversalCheck> => {
    const intent = await lockReversal(tx, chain.chainId, { run, original });
    if (intent.state === 'SETTLED') return { status: 'reversed' };
    const { id: payoutId, saidOf, cameBack } = await lockReturned(tx, original.id);
    // Its bank has said something else since, or two people have.
    if (!cameBack)
      return { status: 'restored', why: `Payout ${payoutId} has not come back after all.` };
    await lockPaidPayout(tx, original.id);
    const legs = await readPostings(tx, `settlement:${original.id}`);
    await settleReversal(tx, intent, mirrorPostings(legs));
    await reversePayout(tx, original.id);
    await closeFindings(tx, {
      code: 'BANK_RESULT_CONTRADICTED',
      subject: `payout:${saidOf}`,
      reason: `it has come back: intent ${intent.id} has reversed it`,
    });
    return { status: 'reversed' };
  });
}
