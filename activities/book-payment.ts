import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { closeFindings } from '../db/findings.ts';
import { payments } from '../db/schema/intents.ts';
import { ledgerTransactions } from '../db/schema/ledger.ts';
import type { TransferLog } from '../domain/chain-port.ts';
import { mirrorPostings, paymentBookedPostings } from '../domain/chart-of-accounts.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { NewLedgerTransaction } from '../ledger/new-transaction.ts';
import { post } from '../ledger/post.ts';
import { type PaymentRow, placePayments } from './place-payments.ts';
import { readPostings } from './posted-legs.ts';
import { type EarlierBooking, reusePayment } from './reuse-payment.ts';
import type { IntentRow } from './run-intent.ts';
import type { Booking } from './verify-payment.ts';

/** A payment that is this intent's now; `earlier` is how it stands in the books for a claim that failed, if it does. */
export interface TakenPayment {
  readonly payment: PaymentRow;
  readonly earlier: EarlierBooking | null;
}

/**
 * Takes the lowest unused of the matching logs; the unique constraint decides races. A payment that
 * had vanished, with its claim failed, and has returned is taken over from that claim; so is one that came to
 * nothing with a claim of the same wallet.
 * @throws BusinessFailure when none is unused.
 */
export async function takeLog(
  tx: Database,
  intent: IntentRow,
  booking: Booking,
): Promise<TakenPayment> {
  // First those that have a claim to a log of this transaction already, wherever it stood before.
  await placePayments(tx, booking.program.chainId, booking.receipt);
  const { asset, txHash } = booking.request;
  for (const log of booking.candidates) {
    const payment =
      (await insertPayment(tx, intent, { ...booking, asset, log })) ??
      (await takeOver(tx, intent, { ...booking, asset, log }));
    if (payment !== undefined) return { payment, earlier: null };
    const { chainId } = booking.program;
    const reused = await reusePayment(tx, intent, { chainId, txHash, asset, log });
    if (reused !== undefined) return reused;
  }
  throw new BusinessFailure('PAYMENT_ALREADY_USED');
}

/** A log as the payment it is to become. */
export interface LogToBook extends Pick<Booking, 'program' | 'receipt'> {
  readonly asset: string;
  readonly log: TransferLog;
}

/** Makes a log the payment of an intent; undefined when it is one already, of whichever intent. */
export async function insertPayment(
  tx: Database,
  intent: IntentRow,
  { program, receipt, asset, log }: LogToBook,
): Promise<PaymentRow | undefined> {
  const [payment] = await tx
    .insert(payments)
    .values({
      id: newId(),
      programId: intent.programId,
      intentId: intent.id,
      chainId: program.chainId,
      txHash: receipt.txHash,
      logIndex: log.logIndex,
      transferLogs: receipt.transfers.length,
      asset,
      amount: log.value,
      payer: log.from,
      recipient: log.to,
      blockNumber: receipt.blockNumber,
      blockHash: receipt.blockHash,
    })
    .onConflictDoNothing({ target: [payments.chainId, payments.txHash, payments.logIndex] })
    .returning();
  return payment;
}

async function takeOver(
  tx: Database,
  intent: IntentRow,
  { program, receipt, asset, log }: LogToBook,
): Promise<PaymentRow | undefined> {
  const [payment] = await tx
    .update(payments)
    .set({ intentId: intent.id, status: 'SUSPENSE', orphanedAt: null })
    .where(
      and(
        eq(payments.chainId, program.chainId),
        eq(payments.txHash, receipt.txHash),
        eq(payments.logIndex, log.logIndex),
        eq(payments.programId, intent.programId),
        eq(payments.asset, asset),
        eq(payments.status, 'VANISHED'),
      ),
    )
    .returning();
  if (payment === undefined) return undefined;
  await closeFindings(tx, {
    code: 'VANISHED_PAYMENT_RETURNED',
    subject: `payment:${payment.id}`,
    reason: `taken by intent ${intent.id}`,
  });
  return payment;
}

/**
 * Books a payment to suspense, under a reference that says where it stands. After a reorganisation that reference
 * may have been used before, for this payment or for another one: then the intent is added. What it was booked as
 * for an earlier claim is taken back in the same statement, so that the treasury has it at every moment.
 */
export async function bookToSuspense(
  tx: Database,
  { payment, earlier }: TakenPayment,
): Promise<void> {
  const { programId, intentId, chainId, txHash, logIndex, amount, asset } = payment;
  const place = `payment:${chainId}:${txHash}:${logIndex}`;
  const [used] = await tx
    .select({ id: ledgerTransactions.id })
    .from(ledgerTransactions)
    .where(eq(ledgerTransactions.reference, place));
  const reference = used === undefined ? place : `${place}:${intentId}`;
  const postings = paymentBookedPostings({ programId, amount, asset });
  const taken = earlier === null ? [] : [await takenBack(tx, programId, earlier)];
  for (const outcome of await post(tx, [...taken, { programId, reference, intentId, postings }])) {
    invariant(
      outcome.status === 'posted',
      `Expected ${reference} to be posted now, got ${outcome.status}`,
    );
  }
}

async function takenBack(
  tx: Database,
  programId: string,
  { intentId, reference }: EarlierBooking,
): Promise<NewLedgerTransaction> {
  const postings = mirrorPostings(await readPostings(tx, reference));
  return { programId, reference: `returned:${reference}`, intentId, postings };
}
