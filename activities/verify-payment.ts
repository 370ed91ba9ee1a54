import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { claims, payments } from '../db/schema/intents.ts';
import { tokens } from '../db/schema/programs.ts';
import type { ReceiptView, TransferLog } from '../domain/chain-port.ts';
import { paymentBookedPostings } from '../domain/chart-of-accounts.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { PaymentCheck, VerifyPaymentRequest } from '../domain/sagas/saga-activities.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { type IntentRow, lockIntent, readIntent } from './run-intent.ts';
import { type ProgramChain, readProgramChain, watchTransaction } from './watch-transaction.ts';

/**
 * Judges a claim's payment by what the chain says (design rule 16) and books it: payment row, claim
 * slot and the posting to suspense in one transaction.
 * @throws BusinessFailure with the reason when the payment can never count.
 */
export async function verifyPayment(
  deps: ActivityDeps,
  request: VerifyPaymentRequest,
): Promise<PaymentCheck> {
  const { db, chain } = deps;
  const intent = await readIntent(db, request.run);
  const booked = await bookedPayment(db, intent);
  if (booked !== null) return booked;
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
  const candidates = judge(
    receipt,
    request,
    await tokenAddress(db, program.chainId, request.asset),
  );
  return book(deps, { request, program, receipt, candidates });
}

/** The payment this intent has booked in an earlier try, if any. */
async function bookedPayment(db: Database, intent: IntentRow): Promise<PaymentCheck | null> {
  const [payment] = await db.select().from(payments).where(eq(payments.intentId, intent.id));
  if (payment === undefined) return null;
  const [slot] = await db.select().from(claims).where(eq(claims.intentId, intent.id));
  if (slot === undefined) throw new BusinessFailure('ALREADY_CLAIMED');
  return { status: 'verified', amount: payment.amount.toString(), paymentId: payment.id };
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

/** The transfers of the transaction that can pay this claim, by log index. */
function judge(
  receipt: ReceiptView,
  request: VerifyPaymentRequest,
  token: string,
): readonly TransferLog[] {
  if (receipt.status === 'reverted') throw new BusinessFailure('PAYMENT_REVERTED');
  if (receipt.blockNumber < BigInt(request.notBeforeBlock))
    throw new BusinessFailure('PAYMENT_TOO_OLD');
  return receipt.transfers
    .filter(
      (log) =>
        log.standard === 'erc20' &&
        log.token === token &&
        log.to === request.recipient &&
        log.value >= BigInt(request.amountMin),
    )
    .sort((a, b) => a.logIndex - b.logIndex);
}

async function tokenAddress(db: Database, chainId: number, asset: string): Promise<string> {
  const known = await db.select().from(tokens).where(eq(tokens.chainId, chainId));
  const token = known.find((candidate) => candidate.symbol === asset);
  invariant(token !== undefined, `Expected chain ${chainId} to have a token ${asset}`);
  return token.address;
}

interface Booking {
  readonly request: VerifyPaymentRequest;
  readonly program: ProgramChain;
  readonly receipt: ReceiptView;
  readonly candidates: readonly TransferLog[];
}

async function book(deps: ActivityDeps, booking: Booking): Promise<PaymentCheck> {
  const { run } = booking.request;
  const outcome = await deps.db.transaction(async (tx): Promise<PaymentCheck | null> => {
    const intent = await lockIntent(tx, run);
    const earlier = await bookedPayment(tx, intent);
    if (earlier !== null) return earlier;
    invariant(
      intent.state === 'LOCKED',
      `Expected intent ${intent.id} to be LOCKED, got ${intent.state}`,
    );
    const payment = await takeLog(tx, intent, booking);
    const [slot] = await tx
      .insert(claims)
      .values({ programId: intent.programId, wallet: intent.wallet, intentId: intent.id })
      .onConflictDoNothing({ target: [claims.programId, claims.wallet] })
      .returning({ intentId: claims.intentId });
    await post(tx, [
      {
        programId: intent.programId,
        reference: `payment:${payment.chainId}:${payment.txHash}:${payment.logIndex}`,
        intentId: intent.id,
        postings: paymentBookedPostings({
          programId: intent.programId,
          amount: payment.amount,
          asset: payment.asset,
        }),
      },
    ]);
    // The money came in, so it is booked even where the slot is gone: an operator resolves it.
    return slot === undefined
      ? null
      : { status: 'verified', amount: payment.amount.toString(), paymentId: payment.id };
  });
  await deps.crash('verifyPayment:booked');
  if (outcome === null) throw new BusinessFailure('ALREADY_CLAIMED');
  return outcome;
}

/** Takes the lowest unused matching log of the claiming wallet; the unique constraint decides races. */
async function takeLog(
  tx: Database,
  intent: IntentRow,
  { request, program, receipt, candidates }: Booking,
) {
  const own = candidates.filter((log) => log.from === intent.wallet);
  if (own.length === 0) throw new BusinessFailure('PAYMENT_MISMATCH');
  for (const log of own) {
    const [payment] = await tx
      .insert(payments)
      .values({
        id: newId(),
        programId: intent.programId,
        intentId: intent.id,
        chainId: program.chainId,
        txHash: request.txHash,
        logIndex: log.logIndex,
        transferLogs: receipt.transfers.length,
        asset: request.asset,
        amount: log.value,
        payer: log.from,
        recipient: log.to,
        blockNumber: receipt.blockNumber,
        blockHash: receipt.blockHash,
      })
      .onConflictDoNothing({ target: [payments.chainId, payments.txHash, payments.logIndex] })
      .returning();
    if (payment !== undefined) return payment;
  }
  throw new BusinessFailure('PAYMENT_ALREADY_USED');
}
