import { and, eq, isNotNull } from 'drizzle-orm';
import { checkCarries, lockSlot, type SlotRow } from '../chain/keeper/attempts.ts';
import { judgeSlot, type LostSlot, type MinedAttempt } from '../chain/keeper/judge-slot.ts';
import { groundOf, holdGround, isDeep } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { reportFindings } from '../db/findings.ts';
import { payments } from '../db/schema/intents.ts';
import { differenceOf, effectOf } from '../domain/call-effect.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import { storedAddress } from '../domain/chain-values.ts';
import { BusinessFailure, TransferDiffers } from '../domain/errors.ts';
import { isFinal } from '../domain/intent-state.ts';
import type {
  ConfirmationCheck,
  ConfirmTransactionRequest,
} from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { endLostSlot, endSlot, gasCostOf, notDeepYet } from './end-slot.ts';
import { isLost, type LiveSlot, readLiveSlot, readSlots } from './intent-slots.ts';
import { type IntentRow, lockIntent, readIntent, transition } from './run-intent.ts';
import { type ProgramChain, readProgramChain, watchTransaction } from './watch-transaction.ts';

/**
 * SUBMITTED to CONFIRMED once an attempt is deep enough and carries its exact Transfer log: a receipt
 * alone proves nothing, since tokens that return false succeed without moving anything (design rule 15).
 * `lost`: the nonce was cancelled or taken, deep enough, so that the intent may have another.
 * `ended`: the intent was final before.
 * @throws BusinessFailure when the transaction is final without its effect; TransferDiffers when it moved something else.
 */
export async function confirmTransaction(
  deps: ActivityDeps,
  request: ConfirmTransactionRequest,
): Promise<ConfirmationCheck> {
  const { db, chain } = deps;
  const intent = await readIntent(db, request.run);
  // What becomes of the delivery of a settled intent is for its reversal to judge.
  if (isFinal(intent.state)) return { status: 'ended' };
  const live = await readLiveSlot(db, intent.id);
  if (live === null) return judgeSpent(db, intent);
  if (live.attempts.length === 0)
    return { status: 'lost', why: `Nonce ${live.slot.nonce} is reserved, nothing is signed.` };
  const program = await readProgramChain(db, intent.programId);
  const judgement = await judgeSlot(chain, live, program.confirmations);
  if (judgement.status === 'waiting') return waiting(db, intent, judgement.waitingFor);
  const { confirmations } = program;
  if (judgement.status === 'taken') {
    const nextNonce = await chain.nonce(storedAddress.parse(live.slot.wallet), 'latest');
    return lose(deps, request, { ...live, program, lost: { judgement, nextNonce, confirmations } });
  }
  const { attempt, receipt, depth } = judgement;
  if (depth < BigInt(confirmations)) {
    const seen = { txHash: receipt.txHash, seenBlock: receipt.blockNumber };
    await watchTransaction(db, intent, { ...program, ...seen });
    return waiting(
      db,
      intent,
      `Mined in block ${receipt.blockNumber}: ${depth} of ${confirmations} confirmations.`,
    );
  }
  if (attempt.purpose === 'CANCEL')
    return lose(deps, request, {
      ...live,
      program,
      lost: { judgement, nextNonce: 0, confirmations },
    });
  return conclude(deps, request, { slot: live.slot, program, attempt, receipt });
}

/** An answer to wait on, which also tells when the payment that is delivered for has gone. */
async function waiting(
  db: Database,
  intent: IntentRow,
  waitingFor: string,
): Promise<ConfirmationCheck> {
  const [orphaned] = await db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.intentId, intent.id), isNotNull(payments.orphanedAt)))
    .limit(1);
  return {
    status: 'waiting',
    waitingFor,
    ...(orphaned === undefined ? {} : { paymentOrphaned: true }),
  };
}

/** What an intent is told whose slots have all ended: by the newest of them. */
async function judgeSpent(db: Database, intent: IntentRow): Promise<ConfirmationCheck> {
  const [newest] = (await readSlots(db, intent.id)).spent;
  if (newest === undefined) return { status: 'lost', why: 'Nothing is signed yet.' };
  if (!isLost(newest)) throw withoutEffect(newest.endReason);
  return {
    status: 'lost',
    why: `Nonce ${newest.nonce} was ${newest.endReason === 'TAKEN' ? 'taken' : 'cancelled'}.`,
  };
}

function withoutEffect(reason: SlotRow['endReason']): BusinessFailure {
  return new BusinessFailure(reason === 'NO_LOG' ? 'TRANSFER_LOG_MISSING' : 'TRANSACTION_REVERTED');
}

type LiveOfProgram = Pick<LiveSlot, 'slot'> & { readonly program: ProgramChain };

/** Ends a slot that went to something else, where that still stands under the locks. */
async function lose(
  deps: ActivityDeps,
  { run }: ConfirmTransactionRequest,
  { slot, lost, program }: LiveOfProgram & { readonly lost: LostSlot },
): Promise<ConfirmationCheck> {
  const { db, chain } = deps;
  const end = await db.transaction(async (tx) => {
    await holdGround(tx, chain.chainId);
    await lockIntent(tx, run);
    return endLostSlot(tx, await lockSlot(tx, slot.id), lost);
  });
  await deps.crash('confirmTransaction:confirmed');
  if (end.status === 'ended') return { status: 'lost', why: end.why };
  const intent = await readIntent(db, run);
  if (end.seen !== null) await watchSeen(db, intent, { program, receipt: end.seen });
  return waiting(db, intent, end.waitingFor);
}

/**
 * Has the intent signalled when the watcher gets deep enough under a block. Not where the block is gone: a node that goes on
 * showing it would have the intent signalled at every block, so that it is asked again by the clock.
 */
async function watchSeen(
  db: Database,
  intent: IntentRow,
  { program, receipt }: { readonly program: ProgramChain; readonly receipt: ReceiptView },
): Promise<void> {
  const { txHash, blockNumber: seenBlock, blockHash: hash } = receipt;
  if ((await groundOf(db, program.chainId, { number: seenBlock, hash })) === 'gone') return;
  await watchTransaction(db, intent, { ...program, txHash, seenBlock });
}

async function conclude(
  deps: ActivityDeps,
  { run, call }: ConfirmTransactionRequest,
  { slot, program, ...mined }: MinedAttempt & LiveOfProgram,
): Promise<ConfirmationCheck> {
  const { db, chain } = deps;
  const { receipt } = mined;
  const block = { number: receipt.blockNumber, hash: receipt.blockHash };
  const effect = effectOf(call, receipt);
  const without = receipt.status === 'reverted' ? 'REVERTED' : 'NO_LOG';
  const differs = differenceOf(call, receipt);
  if (effect === null) checkCarries(mined.attempt, chain.encode(call));
  const judged = await db.transaction(async (tx): Promise<'judged' | 'not deep' | 'over'> => {
    await holdGround(tx, chain.chainId);
    const intent = await lockIntent(tx, run);
    if (intent.state !== 'SUBMITTED') return 'over';
    const { slot: locked } = await lockSlot(tx, slot.id);
    // An effect is settled only on firm ground; without one there is nothing after this that would ask.
    const asks = effect === null || differs !== null;
    if (asks && locked.state === 'OPEN' && !(await isDeep(tx, program, block))) return 'not deep';
    if (differs !== null) await reportDiffers(tx, intent, differs);
    // The slot stays as it is: nothing else is signed, and what is held stays held.
    if (effect === null && differs !== null) return 'judged';
    await endSlot(tx, locked, { reason: effect === null ? without : 'EFFECT', mined });
    if (effect === null) return 'judged';
    await transition(tx, intent, {
      to: 'CONFIRMED',
      reason: `mined in block ${receipt.blockNumber} with its Transfer log`,
    });
    return 'judged';
  });
  await deps.crash('confirmTransaction:confirmed');
  // What was confirmed does not fail: a reorganisation that the watcher has not seen yet takes it back first.
  if (judged === 'not deep' || (judged === 'over' && effect === null)) {
    const intent = await readIntent(db, run);
    if (judged === 'not deep') await watchSeen(db, intent, { program, receipt });
    return waiting(db, intent, notDeepYet(receipt));
  }
  if (effect === null && differs !== null) throw new TransferDiffers(differs);
  if (effect === null) throw withoutEffect(without);
  const tokenId = call.type === 'identity.mint' ? effect.value.toString() : null;
  const gasCost = gasCostOf(receipt).toString();
  return { status: 'confirmed', txHash: receipt.txHash, gasCost, tokenId };
}

/** Reports that a transaction of an intent has moved something else than it was to move. */
export async function reportDiffers(
  tx: Database,
  { id, programId }: Pick<IntentRow, 'id' | 'programId'>,
  detail: string,
): Promise<void> {
  await reportFindings(tx, [
    { code: 'TRANSFER_DIFFERS', subject: `intent:${id}`, programId, detail },
  ]);
}
