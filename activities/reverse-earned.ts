import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { reportFindings } from '../db/findings.ts';
import { payments } from '../db/schema/intents.ts';
import { mirrorPostings } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import type { ReversalCheck } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { readLiveSlot } from './intent-slots.ts';
import { readPostings } from './posted-legs.ts';
import { lockCommissions, reverseCommissions } from './reverse-commissions.ts';
import type { IntentRow } from './run-intent.ts';
import { lockReversal, type ReversalPair, settleReversal } from './settle-reversal.ts';

/**
 * Reverses what a settled claim has earned, its commissions and overrides included, in one database transaction: the
 * fee is in suspense again, for an operator to give back. What was delivered stays delivered, in the books as on the
 * chain, and a finding says so.
 */
export function reverseEarned(
  { db, chain, now }: ActivityDeps,
  { run, original }: ReversalPair,
): Promise<ReversalCheck> {
  return db.transaction(async (tx): Promise<ReversalCheck> => {
    const intent = await lockReversal(tx, chain.chainId, { run, original });
    if (intent.state === 'SETTLED') return { status: 'reversed' };
    const payment = await standingPayment(tx, original);
    if (payment === null)
      return { status: 'waiting', waitingFor: 'The chain has taken back what it stands on.' };
    await tx.update(payments).set({ status: 'SUSPENSE' }).where(eq(payments.id, payment.id));
    const earned = await lockCommissions(tx, original.id);
    const settlement = await readPostings(tx, `settlement:${original.id}`);
    const legs = settlement.filter(({ asset }) => asset === payment.asset);
    const settlementId = await settleReversal(tx, intent, mirrorPostings(legs));
    await reverseCommissions(tx, earned, { settlementId, at: new Date(now()) });
    await reportFindings(tx, [
      {
        code: 'REVERSED_DELIVERY_KEPT',
        subject: `intent:${original.id}`,
        programId: original.programId,
        detail: `Intent ${intent.id} has reversed it: ${payment.amount} minor units of ${payment.asset} from ${payment.payer} are in suspense.`,
      },
    ]);
    return { status: 'reversed' };
  });
}

/** The payment that was applied, while neither it nor its delivery is taken back; null otherwise, until that is judged. */
async function standingPayment(tx: Database, { id, state }: IntentRow) {
  invariant(state === 'SETTLED', `Expected intent ${id} to be SETTLED, got ${state}`);
  const [payment] = await tx.select().from(payments).where(eq(payments.intentId, id));
  invariant(payment !== undefined, `Expected intent ${id} to have been paid for`);
  const live = await readLiveSlot(tx, id);
  const stands = payment.orphanedAt === null && live?.slot.state === 'EFFECTIVE';
  return stands ? payment : null;
}
