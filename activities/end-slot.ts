import { eq, sql } from 'drizzle-orm';
import {
  type AttemptRow,
  type LockedSlot,
  lockSlot,
  type SlotRow,
} from '../chain/keeper/attempts.ts';
import type { LostSlot, MinedAttempt } from '../chain/keeper/judge-slot.ts';
import type { Database } from '../db/database.ts';
import { closeFindings, reportFindings } from '../db/findings.ts';
import { attempts, slots } from '../db/schema/chain.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import { gasPaidPostings } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import { post } from '../ledger/post.ts';

/** How a slot ends: EFFECT, or what used its nonce instead. */
export type EndReason = NonNullable<SlotRow['endReason']>;

/** Wei paid for the gas of a mined transaction. */
export function gasCostOf({ gasUsed, effectiveGasPrice }: ReceiptView): bigint {
  return gasUsed * effectiveGasPrice;
}

/**
 * Ends a locked slot and notes which attempt was mined; gas that bought nothing is posted, once per
 * transaction. A repetition with the same end changes nothing.
 * @throws InvariantViolation when the slot has ended otherwise.
 */
export async function endSlot(
  tx: Database,
  slot: SlotRow,
  end: { readonly reason: EndReason; readonly mined: MinedAttempt | null },
): Promise<void> {
  if (slot.state !== 'OPEN') {
    invariant(
      slot.endReason === end.reason,
      `Expected slot ${slot.id} to be open or ended by ${end.reason}, got ${slot.endReason}`,
    );
    return;
  }
  if (end.mined !== null) await noteMined(tx, end.mined);
  await tx
    .update(slots)
    .set({
      state: end.reason === 'EFFECT' ? 'EFFECTIVE' : 'WITHOUT_EFFECT',
      endReason: end.reason,
    })
    .where(eq(slots.id, slot.id));
  // With the effect the gas is posted by the settlement.
  if (end.mined !== null && end.reason !== 'EFFECT') await postGas(tx, slot, end.mined);
  const subject = `slot:${slot.id}`;
  await closeFindings(tx, { code: 'NONCE_GAP', subject, reason: 'Its nonce is used up.' });
}

/**
 * Ends a slot whose nonce was used up for good without the call: by our own cancelling transaction, or by
 * another one, which is reported, and after which the wallet's next nonce is raised to what the chain expects.
 * Gives back why, in words. The intent, if there is one, has to be locked before or not at all.
 */
export async function endLostSlot(
  tx: Database,
  slot: SlotRow,
  { judgement, nextNonce }: LostSlot,
): Promise<string> {
  if (judgement.status === 'mined') {
    await endSlot(tx, slot, { reason: 'CANCELLED', mined: judgement });
    return `Nonce ${slot.nonce} was cancelled.`;
  }
  await endSlot(tx, slot, { reason: 'TAKEN', mined: null });
  const detail = `Nonce ${slot.nonce} of ${slot.wallet} was used by ${judgement.by}, which the platform did not sign.`;
  await reportFindings(tx, [
    { code: 'NONCE_TAKEN', subject: `slot:${slot.id}`, programId: slot.programId, detail },
  ]);
  await tx.execute(sql`
    update signers set next_nonce = ${nextNonce}
      where chain_id = ${slot.chainId} and wallet = ${slot.wallet} and next_nonce < ${nextNonce}`);
  return detail;
}

/**
 * Ends a slot that no workflow will end: one without an intent, one whose intent is final, or one in which only
 * a cancelling transaction was ever signed.
 */
export async function endUnattendedSlot(
  db: Database,
  slotId: string,
  lost: LostSlot,
): Promise<void> {
  await db.transaction(async (tx) => {
    const { slot }: LockedSlot = await lockSlot(tx, slotId);
    if (slot.state === 'OPEN') await endLostSlot(tx, slot, lost);
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
