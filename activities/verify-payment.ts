import { eq } from 'drizzle-orm';
import { groundOf, holdGround } from '../db/chain-ground.ts';
import { closeFindings } from '../db/findings.ts';
import { claims, payments } from '../db/schema/intents.ts';
import type { ReceiptView, TransferLog } from '../domain/chain-port.ts';
import type { FailureCode } from '../domain/error-codes.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import type { PaymentCheck, VerifyPaymentRequest } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { awaitWatcherOfPayment } from './await-watcher.ts';
import { bookToSuspense, takeLog } from './book-payment.ts';
import { giveUpPayment } from './give-up-payment.ts';
import { judgeOrphan } from './orphaned-payment.ts';
import { type PaymentRow, tokenAddress } from './place-payments.ts';
import { type IntentRow, lockIntent, readIntent } from './run-intent.ts';
import { recipientsOf, suspendUnfit, unfitnessOf } from './suspend-payment.ts';
import { type ProgramChain, readProgramChain, watchTransaction } from './watch-transaction.ts';

/**
 * Judges a claim's payment by what the chain says (design rule 16) and books it: payment row, claim
 * slot and the posting to suspense in one transaction. A payment that a reorganisation took away after that is
 * judged anew, in whatever state the intent is.
 * @throws BusinessFailure with the reason when the payment can never count.
 */
export async function verifyPayment(
  deps: ActivityDeps,
  request: VerifyPaymentRequest,
): Promise<PaymentCheck> {
  const { db, chain } = deps;
  const booked = await bookedPayment(deps, request);
  if (booked !== null) return booked;
  const intent = await readIntent(db, request.run);
  const program = await readProgramChain(db, intent.programId);
  const sighting = await sight(deps, intent, { request, program });
  if ('status' in sighting) return sighting;
  const { receipt } = sighting;
  const { number: head } = await chain.head();
  const depth = head - receipt.blockNumber + 1n;
  if (depth < BigInt(program.confirmations)) {
    await watchTransaction(db, intent, {
      ...program,
      txHash: request.txHash,
      seenBlock: receipt.blockNumber,
    });
    return {
      status: 'waiting',
      waitingFor: `Payment mined in block ${receipt.blockNumber}: ${depth} of ${program.confirmations} confirmations.`,
    };
  }
  const token = await tokenAddress(db, program.chainId, request.asset);
  const verdict = judge(receipt, request, { token, wallet: intent.wallet });
  return 'code' in verdict
    ? suspendUnfit(deps, { request, program, receipt, ...verdict })
    : book(deps, { request, program, receipt, ...verdict });
}

/** What the payment that this intent has booked in an earlier try stands at now; null when it has none. */
async function bookedPayment(
  deps: ActivityDeps,
  request: VerifyPaymentRequest,
): Promise<PaymentCheck | null> {
  const { db } = deps;
  const { run } = request;
  const intent = await readIntent(db, run);
  const [payment] = await db.select().from(payments).where(eq(payments.intentId, intent.id));
  if (payment === undefined) return null;
  const [slot] = await db.select().from(claims).where(eq(claims.intentId, intent.id));
  if (slot === undefined) throw new BusinessFailure(unfitnessOf(payment, request));
  const verified = verifiedBy(payment);
  if (payment.orphanedAt === null) return verified;
  if (payment.status === 'VANISHED') throw new BusinessFailure('PAYMENT_VANISHED');
  const program = await readProgramChain(db, intent.programId);
  const verdict = await judgeOrphan(deps, { payment, waiting: intent, program });
  switch (verdict.status) {
    case 'waiting':
      return verdict;
    case 'vanished':
      return giveUpPayment(deps, { run, payment, why: verdict.why });
    case 'restored':
      await closeFindings(db, {
        code: 'PAYMENT_VANISHED_AFTER_DELIVERY',
        subject: `intent:${intent.id}`,
        reason: 'the payment is part of the chain again',
      });
      return verified;
  }
}

function verifiedBy({ id, amount }: PaymentRow): PaymentCheck {
  return { status: 'verified', amount: amount.toString(), paymentId: id };
}

type Sighting = { readonly receipt: ReceiptView } | Extract<PaymentCheck, { status: 'waiting' }>;

/** The receipt of the payment, or what it waits for; gives up on what no node knows after a while. */
async function sight(
  { db, chain, now, paymentWaitMs }: ActivityDeps,
  intent: IntentRow,
  { request, program }: { request: VerifyPaymentRequest; program: ProgramChain },
): Promise<Sighting> {
  const early = await chain.receipt(request.txHash);
  if (early !== null) return { receipt: early };
  await watchTransaction(db, intent, { ...program, txHash: request.txHash, seenBlock: null });
  const late = await chain.receipt(request.txHash);
  if (late !== null) return { receipt: late };
  const status = await chain.transactionStatus(request.txHash);
  if (status === 'unknown' && now() - intent.createdAt.getTime() > paymentWaitMs) {
    throw new BusinessFailure('PAYMENT_NOT_FOUND');
  }
  return {
    status: 'waiting',
    waitingFor:
      status === 'pending'
        ? 'The payment is in the pool, not mined yet.'
        : 'No node knows the payment yet.',
  };
}

/** The transfers of the transaction that can pay this claim, by log index, or why there are none. */
function judge(
  receipt: ReceiptView,
  request: VerifyPaymentRequest,
  { token, wallet }: { readonly token: string; readonly wallet: string },
): { readonly candidates: readonly TransferLog[] } | { readonly code: FailureCode } {
  if (receipt.status === 'reverted') throw new BusinessFailure('PAYMENT_REVERTED');
  if (receipt.blockNumber < BigInt(request.notBeforeBlock)) return { code: 'PAYMENT_TOO_OLD' };
  const recipients = recipientsOf(request);
  const candidates = receipt.transfers
    .filter(
      (log) =>
        log.standard === 'erc20' &&
        log.token === token &&
        log.from === wallet &&
        recipients.includes(log.to) &&
        log.value >= BigInt(request.amountMin),
    )
    .sort((a, b) => a.logIndex - b.logIndex);
  return candidates.length === 0 ? { code: 'PAYMENT_MISMATCH' } : { candidates };
}

/** A payment to be booked. */
export interface Booking {
  readonly request: VerifyPaymentRequest;
  readonly program: ProgramChain;
  readonly receipt: ReceiptView;
  readonly candidates: readonly TransferLog[];
}

async function book(deps: ActivityDeps, booking: Booking): Promise<PaymentCheck> {
  const { request, program, receipt } = booking;
  const { chainId } = program;
  const { blockNumber: number, blockHash: hash } = receipt;
  const outcome = await deps.db.transaction(async (tx): Promise<Booked> => {
    await holdGround(tx, chainId);
    if ((await groundOf(tx, chainId, { number, hash })) !== 'firm') return { status: 'unwatched' };
    const intent = await lockIntent(tx, request.run);
    const [earlier] = await tx.select().from(payments).where(eq(payments.intentId, intent.id));
    if (earlier !== undefined) {
      const held = await tx.select().from(claims).where(eq(claims.intentId, intent.id));
      return { status: 'booked', payment: earlier, slot: held.length === 1 };
    }
    invariant(
      intent.state === 'LOCKED',
      `Expected intent ${intent.id} to be LOCKED, got ${intent.state}`,
    );
    const taken = await takeLog(tx, intent, booking);
    const [slot] = await tx
      .insert(claims)
      .values({ programId: intent.programId, wallet: intent.wallet, intentId: intent.id })
      .onConflictDoNothing({ target: [claims.programId, claims.wallet] })
      .returning({ intentId: claims.intentId });
    await bookToSuspense(tx, taken);
    // The money came in, so it is booked even where the slot is gone: an operator resolves it.
    return { status: 'booked', payment: taken.payment, slot: slot !== undefined };
  });
  await deps.crash('verifyPayment:booked');
  if (outcome.status === 'unwatched')
    return awaitWatcherOfPayment(deps.db, request, { program, receipt });
  if (!outcome.slot) throw new BusinessFailure(unfitnessOf(outcome.payment, request));
  return verifiedBy(outcome.payment);
}

type Booked =
  | { readonly status: 'booked'; readonly payment: PaymentRow; readonly slot: boolean }
  | { readonly status: 'unwatched' };
