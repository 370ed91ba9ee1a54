import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { closeFindings, reportFindings } from '../db/findings.ts';
import { slots } from '../db/schema/chain.ts';
import { payments } from '../db/schema/intents.ts';
import { users } from '../db/schema/programs.ts';
import { reportTreasuryDebts } from '../db/treasury-debts.ts';
import { legsOfVanished, mirrorPostings, type VanishedFacts } from '../domain/chart-of-accounts.ts';
import type { FindingCode } from '../domain/finding-codes.ts';
import { reversalInput } from '../domain/sagas/reversal.ts';
import type { ReversalCheck, RunRef } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { standingBooking } from './give-up-payment.ts';
import { readOriginal } from './original-intent.ts';
import { judgeOrphan, type OrphanVerdict } from './orphaned-payment.ts';
import { lockPaidPayout, reversePayout } from './payouts/reverse-payout.ts';
import { readPostings } from './posted-legs.ts';
import { returnPayout } from './return-payout.ts';
import { lockCommissions, reverseCommissions } from './reverse-commissions.ts';
import { reverseEarned } from './reverse-earned.ts';
import { type IntentRow, readIntent } from './run-intent.ts';
import { lockReversal, type ReversalPair, settleReversal } from './settle-reversal.ts';
import { type DeliveryVerdict, judgeDelivery } from './vanished-delivery.ts';
import { readProgramChain } from './watch-transaction.ts';

const isBack =
  'what the reorganisation had taken away is back on the chain, or has been dealt with';

/** Closes the findings about what of an intent is on the chain again. */
async function closeWhatIsBack(
  db: Database,
  original: IntentRow,
  gone: VanishedFacts,
): Promise<void> {
  const codes: readonly FindingCode[] = [
    ...(gone.delivery ? [] : ['SETTLED_DELIVERY_VANISHED' as const]),
    ...(gone.payment && original.state === 'SETTLED' ? [] : ['SETTLED_PAYMENT_VANISHED' as const]),
    // For a failed intent the reversal of the booking is all there is to do.
    'SUSPENSE_PAYMENT_VANISHED',
  ];
  for (const code of codes)
    await closeFindings(db, { code, subject: `intent:${original.id}`, reason: isBack });
}

/**
 * Judges whether what a reorganisation took away from a final intent is gone for good. Where everything is back, the
 * findings about it close. Where something is gone and nothing is undecided any more, the postings that say
 * otherwise are mirrored and the reversal goes from LOCKED to SETTLED, in one database transaction.
 */
export async function reverseIntent(deps: ActivityDeps, run: RunRef): Promise<ReversalCheck> {
  const { db } = deps;
  const reversal = await readIntent(db, run);
  if (reversal.state === 'SETTLED') return { status: 'reversed' };
  const original = await readOriginal(db, reversal);
  const { rule } = reversalInput.parse(reversal.input);
  // Of a payout that people have made the chain knows nothing.
  if (rule === 'operator' && original.kind === 'payout')
    return await returnPayout(deps, { run, original });
  const program = await readProgramChain(db, original.programId);
  const subject = { original, waiting: reversal, program };
  const delivery: DeliveryVerdict =
    original.state === 'SETTLED' ? await judgeDelivery(deps, subject) : { status: 'stands' };
  const payment = await judgePayment(deps, subject);
  if (delivery.status === 'waiting') return delivery;
  if (payment.status === 'waiting') return payment;
  const gone = { delivery: delivery.status === 'gone', payment: payment.status === 'vanished' };
  if (gone.delivery || gone.payment) return mirror(deps, { run, original, gone });
  if (rule === 'operator') return await reverseEarned(deps, { run, original });
  await closeWhatIsBack(db, original, gone);
  return { status: 'restored', why: `Intent ${original.id}: ${isBack}.` };
}

type Subject = Parameters<typeof judgeDelivery>[1];

async function judgePayment(
  deps: ActivityDeps,
  { original, waiting, program }: Subject,
): Promise<OrphanVerdict> {
  const [payment] = await deps.db.select().from(payments).where(eq(payments.intentId, original.id));
  if (payment === undefined || payment.orphanedAt === null || payment.status === 'VANISHED')
    return { status: 'restored' };
  return judgeOrphan(deps, { payment, waiting, program });
}

interface Reversal extends ReversalPair {
  readonly gone: VanishedFacts;
}

function mirror({ db, chain, now }: ActivityDeps, reversal: Reversal): Promise<ReversalCheck> {
  const { original, gone } = reversal;
  return db.transaction(async (tx): Promise<ReversalCheck> => {
    const intent = await lockReversal(tx, chain.chainId, reversal);
    if (intent.state === 'SETTLED') return { status: 'reversed' };
    if (!(await isStillGone(tx, reversal)))
      return { status: 'waiting', waitingFor: 'The chain has changed while it was looked at.' };
    const paid = await takePayment(tx, reversal);
    const earned = await lockCommissions(tx, original.id);
    if (original.kind === 'payout') await lockPaidPayout(tx, original.id);
    const legs = legsOfVanished(gone, {
      booking: gone.payment ? await readPostings(tx, await standingBooking(tx, original.id)) : [],
      settlement: await readPostings(tx, `settlement:${original.id}`),
      paidIn: paid,
    });
    if (gone.delivery && original.kind === 'register') await forgetRegistration(tx, original);
    const settlementId = await settleReversal(tx, intent, mirrorPostings(legs));
    await reverseCommissions(tx, earned, { settlementId, at: new Date(now()) });
    if (original.kind === 'payout') await reversePayout(tx, original.id);
    await closeWhatIsBack(tx, original, gone);
    await reportFindings(tx, findingsOf(reversal, intent));
    await reportTreasuryDebts(tx, original.programId);
    return { status: 'reversed' };
  });
}

/** Read again under the locks: a reorganisation in between may have brought back what was gone. */
async function isStillGone(tx: Database, { original, gone }: Reversal): Promise<boolean> {
  const [payment] = await tx.select().from(payments).where(eq(payments.intentId, original.id));
  const live = await tx
    .select({ state: slots.state })
    .from(slots)
    .where(and(eq(slots.intentId, original.id), inArray(slots.state, ['OPEN', 'EFFECTIVE'])));
  const paymentAsJudged = !gone.payment || (payment?.orphanedAt ?? null) !== null;
  return paymentAsJudged && (!gone.delivery || live.length === 0);
}

/** A payment that is gone is VANISHED; one whose delivery is gone is in suspense again. Gives its asset. */
async function takePayment(tx: Database, { original, gone }: Reversal): Promise<string | null> {
  const [payment] = await tx.select().from(payments).where(eq(payments.intentId, original.id));
  if (payment === undefined) return null;
  const status = gone.payment ? 'VANISHED' : 'SUSPENSE';
  await tx.update(payments).set({ status }).where(eq(payments.id, payment.id));
  return payment.asset;
}

/** Without its identity token the wallet is not registered, and may register anew. */
async function forgetRegistration(tx: Database, original: IntentRow): Promise<void> {
  await tx
    .update(users)
    .set({ tokenId: null, registeredAt: null, registeredBlock: null })
    .where(eq(users.registerIntentId, original.id));
}

/** What is left for an operator: the findings stay open and say so. */
function findingsOf({ original, gone }: Reversal, { id }: IntentRow) {
  if (original.state !== 'SETTLED') return [];
  const about = { subject: `intent:${original.id}`, programId: original.programId };
  const owed = (what: string) => `Gone for good; intent ${id} has reversed it. ${what}`;
  return [
    ...(gone.delivery
      ? [
          {
            code: 'SETTLED_DELIVERY_VANISHED' as const,
            ...about,
            detail: owed(`Wallet ${original.wallet} is owed its delivery.`),
          },
        ]
      : []),
    ...(gone.payment
      ? [
          {
            code: 'SETTLED_PAYMENT_VANISHED' as const,
            ...about,
            detail: owed(
              gone.delivery
                ? 'Nothing is owed by either side.'
                : `Wallet ${original.wallet} owes the fee for what was delivered.`,
            ),
          },
        ]
      : []),
  ];
}
