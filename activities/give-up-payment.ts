import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { holdGround } from '../db/chain-ground.ts';
import { type Database, queryRows } from '../db/database.ts';
import { reportFindings } from '../db/findings.ts';
import { attempts, slots } from '../db/schema/chain.ts';
import { payments } from '../db/schema/intents.ts';
import { reportTreasuryDebts } from '../db/treasury-debts.ts';
import { mirrorPostings } from '../domain/chart-of-accounts.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import type { PaymentCheck, RunRef } from '../domain/sagas/saga-activities.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';
import type { PaymentRow } from './place-payments.ts';
import { readPostings } from './posted-legs.ts';
import { type IntentRow, lockIntent } from './run-intent.ts';

/** A payment that is gone for good. */
export interface GonePayment {
  readonly run: RunRef;
  readonly payment: PaymentRow;
  readonly why: string;
}

/**
 * Draws the consequence of a payment that is gone for good, as far as money has not left. Before anything was
 * signed, or after its nonce was finally lost: the booking is reversed and the claim fails. While a delivery
 * may still be mined, and once it is, nothing is undone here, and the saga is told.
 * @throws BusinessFailure PAYMENT_VANISHED after reversing the booking.
 */
export async function giveUpPayment(
  { db, chain }: ActivityDeps,
  { run, payment, why }: GonePayment,
): Promise<PaymentCheck> {
  const outcome = await db.transaction(async (tx): Promise<PaymentCheck | null> => {
    await holdGround(tx, chain.chainId);
    const intent = await lockIntent(tx, run);
    const [row] = await tx.select().from(payments).where(eq(payments.id, payment.id)).for('update');
    invariant(row !== undefined, `Expected payment ${payment.id} to exist`);
    if (row.orphanedAt === null) {
      return { status: 'verified', amount: row.amount.toString(), paymentId: row.id };
    }
    if (row.status === 'VANISHED') return null;
    if (intent.state === 'CONFIRMED') {
      await reportFindings(tx, [afterDelivery(intent, why)]);
      return { status: 'vanished', why };
    }
    if (intent.state === 'SUBMITTED' && (await mayBeDelivered(tx, intent))) {
      return { status: 'vanished', why };
    }
    await reverseBooking(tx, row);
    return null;
  });
  if (outcome === null) throw new BusinessFailure('PAYMENT_VANISHED', why);
  return outcome;
}

function afterDelivery({ id, programId }: IntentRow, detail: string) {
  return {
    code: 'PAYMENT_VANISHED_AFTER_DELIVERY',
    subject: `intent:${id}`,
    programId,
    detail,
  } as const;
}

/** Whether a delivery is signed that may still be mined; a nonce that is only reserved delivers nothing. */
async function mayBeDelivered(tx: Database, intent: IntentRow): Promise<boolean> {
  const live = await tx
    .select({ id: attempts.id })
    .from(slots)
    .innerJoin(attempts, eq(attempts.slotId, slots.id))
    .where(
      and(
        eq(slots.intentId, intent.id),
        ne(slots.state, 'WITHOUT_EFFECT'),
        eq(attempts.purpose, 'CALL'),
      ),
    );
  return live.length > 0;
}

/** Takes a payment's booking back: the payment is VANISHED, and a claim may take it anew should it return. */
async function reverseBooking(tx: Database, payment: PaymentRow): Promise<void> {
  await tx.update(payments).set({ status: 'VANISHED' }).where(eq(payments.id, payment.id));
  const reference = await standingBooking(tx, payment.intentId);
  const [posted] = await post(tx, [
    {
      programId: payment.programId,
      reference: `vanished:${reference}`,
      intentId: payment.intentId,
      postings: mirrorPostings(await readPostings(tx, reference)),
    },
  ]);
  invariant(
    posted?.status === 'posted',
    `Expected vanished:${reference} to be posted now, got ${posted?.status}`,
  );
  await reportTreasuryDebts(tx, payment.programId);
}

/** The reference under which an intent's payment is booked. */
export async function standingBooking(tx: Database, intentId: string): Promise<string> {
  const [booked, ...more] = await queryRows(
    tx,
    sql`select t.reference from ledger_transactions t
      where t.intent_id = ${intentId}::uuid and t.reference like 'payment:%'
        and not exists (select from ledger_transactions v
          where v.reference in ('vanished:' || t.reference, 'returned:' || t.reference))`,
    z.object({ reference: z.string() }),
  );
  invariant(
    booked !== undefined && more.length === 0,
    `Expected intent ${intentId} to have one booked payment, got ${more.length + (booked === undefined ? 0 : 1)}`,
  );
  return booked.reference;
}
