import { eq, sql } from 'drizzle-orm';
import {
  type AttemptRow,
  type LockedSlot,
  lockSlot,
  type SlotRow,
} from '../chain/keeper/attempts.ts';
import type { LostSlot, MinedAttempt } from '../chain/keeper/judge-slot.ts';
import { holdGround, isDeep } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { closeFindings, reportFindings } from '../db/findings.ts';
import { attempts, slots } from '../db/schema/chain.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import { gasPaidPostings } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';

/** How a slot ends: EFFECT, or what used its nonce instead. */
export type EndReason = NonNullable<SlotRow['endReason']>;

/** Wei paid for the gas of a mined transaction. */
export function gasCostOf({ gasUsed, effectiveGasPrice }: ReceiptView): bigint {
  return gasUsed * effectiveGasPrice;
}

/** How a slot ends: by one of its attempts, or, TAKEN, by another transaction. */
export type SlotEnd =
  | { readonly reason: Exclude<EndReason, 'TAKEN'>; readonly mined: MinedAttempt }
  | { readonly reason: 'TAKEN'; readonly by: ReceiptView };

/**
 * Ends a locked slot and notes which attempt was mined; gas that bought nothing is posted, once per
 * transaction. A repetition with the same end changes nothing.
 * @throws InvariantViolation when the slot has ended otherwise.
 */
export async function endSlot(tx: Database, slot: SlotRow, end: SlotEnd): Promise<void> {
  if (slot.state !== 'OPEN') {
    invariant(
      slot.endReason === end.reason,
      `Expected slot ${slot.id} to be open or ended by ${end.reason}, got ${slot.endReason}`,
    );
    return;
  }
  if (end.reason !== 'TAKEN') await noteMined(tx, end.mined);
  const by = end.reason === 'TAKEN' ? end.by : end.mined.receipt;
  await tx
    .update(slots)
    .set({
      ...(end.reason === 'EFFECT'
        ? { state: 'EFFECTIVE' }
        : {
            state: 'WITHOUT_EFFECT',
            endedByTx: by.txHash,
            endedBlock: by.blockNumber,
            endedBlockHash: by.blockHash,
          }),
      endReason: end.reason,
    })
    .where(eq(slots.id, slot.id));
  // With the effect the gas is posted by the settlement.
  if (end.reason !== 'EFFECT' && end.reason !== 'TAKEN') await postGas(tx, slot, end.mined);
  const subject = `slot:${slot.id}`;
  await closeFindings(tx, { code: 'NONCE_GAP', subject, reason: 'Its nonce is used up.' });
}

/** What became of the try to end a slot: not, where it does not stand under the lock; then why, and in which block it was seen. */
export type LostEnd =
  | { readonly status: 'ended'; readonly why: string }
  | { readonly status: 'waiting'; readonly waitingFor: string; readonly seen: ReceiptView | null };

/**
 * Ends a locked slot whose nonce was used up for good without the call: by our own cancelling transaction, or by
 * another one, which is reported, and after which the wallet's next nonce is raised to what the chain expects. Under
 * `holdGround`; the intent, if there is one, has to be locked before or not at all. What was found out before the
 * lock is looked at again: an attempt that was added since is none of somebody else's, and what stands in a block
 * that the watcher does not know as deep is no end (design rules 25 and 26).
 */
export async function endLostSlot(
  tx: Database,
  { slot, attempts: tried }: LockedSlot,
  { judgement, nextNonce, confirmations }: LostSlot,
): Promise<LostEnd> {
  const by = judgement.status === 'mined' ? judgement.receipt : judgement.by;
  if (judgement.status === 'taken' && tried.some(({ txHash }) => txHash === by.txHash))
    return {
      status: 'waiting',
      waitingFor: `Nonce ${slot.nonce} went to another try.`,
      seen: null,
    };
  const block = { number: by.blockNumber, hash: by.blockHash };
  if (slot.state === 'OPEN' && !(await isDeep(tx, { chainId: slot.chainId, confirmations }, block)))
    return { status: 'waiting', waitingFor: notDeepYet(by), seen: by };
  if (judgement.status === 'mined') {
    await endSlot(tx, slot, { reason: 'CANCELLED', mined: judgement });
    return { status: 'ended', why: `Nonce ${slot.nonce} was cancelled.` };
  }
  await endSlot(tx, slot, { reason: 'TAKEN', by });
  const detail = `Nonce ${slot.nonce} of ${slot.wallet} was used by ${by.txHash}, which the platform did not sign.`;
  await reportFindings(tx, [
    { code: 'NONCE_TAKEN', subject: `slot:${slot.id}`, programId: slot.programId, detail },
  ]);
  await tx.execute(sql`
    update signers set next_nonce = ${nextNonce}
      where chain_id = ${slot.chainId} and wallet = ${slot.wallet} and next_nonce < ${nextNonce}`);
  return { status: 'ended', why: detail };
}

/** What is waited for while a block is not known to the watcher with enough others on it. */
export function notDeepYet({ blockNumber }: Pick<ReceiptView, 'blockNumber'>): string {
  return `Block ${blockNumber} has not been worked through deep enough yet.`;
}

/**
 * Ends a slot that no workflow will end: one without an intent, one whose intent is final, or one in which only
 * a cancelling transaction was ever signed. False where its end does not stand under the lock.
 */
export async function endUnattendedSlot(
  { db, chain }: Pick<ActivityDeps, 'db' | 'chain'>,
  slotId: string,
  lost: LostSlot,
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    await holdGround(tx, chain.chainId);
    const locked = await lockSlot(tx, slotId);
    if (locked.slot.state !== 'OPEN') return true;
    return (await endLostSlot(tx, locked, lost)).status === 'ended';
  });
}

async function noteMined(tx: Database, { attempt, receipt }: MinedAttempt): Promise<void> {
  await tx
    .update(attempts)
    .set({
      minedBlock: receipt.blockNumber,
      minedBlockHash: receipt.blockHash,
      gasUsed: receipt.gasUsed,
      effectiveGasPrice: receipt.effectiveGasPrice,
    })
    .where(eq(attempts.id, attempt.id));
}

/** Posts gas that bought nothing to the program of the slot; a slot that only fills a gap belongs to none. */
async function postGas(
  tx: Database,
  { programId, intentId }: SlotRow,
  { attempt, receipt }: { readonly attempt: AttemptRow; readonly receipt: ReceiptView },
): Promise<void> {
  const gasCost = gasCostOf(receipt);
  if (programId === null || intentId === null || gasCost === 0n) return;
  await post(tx, [
    {
      programId,
      intentId,
      reference: `gas:${attempt.txHash}`,
      postings: gasPaidPostings(programId, gasCost),
    },
  ]);
}
