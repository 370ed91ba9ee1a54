import {
  addAttempt,
  cancellation,
  type NewAttempt,
  noteSent,
  sendStored,
} from '../chain/keeper/attempts.ts';
import { bumpedFees } from '../chain/keeper/bumped-fees.ts';
import { FeeTooLow } from '../domain/chain-port.ts';
import type { CancelOutcome, RunRef } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { checkWallet, type LiveSlot, readLiveSlot } from './intent-slots.ts';
import { readIntent } from './run-intent.ts';

/**
 * Tries to take back what a SUBMITTED intent has signed: stores and sends a transaction with the same nonce that
 * moves nothing and offers more. Which of the two is mined, the chain decides: `confirmTransaction` tells. A
 * repetition sends the stored one again.
 * @throws FeeTooLow when it would have to offer more than the platform may.
 */
export async function cancelTransaction(deps: ActivityDeps, run: RunRef): Promise<CancelOutcome> {
  const { db, chain, signer, now, crash } = deps;
  const intent = await readIntent(db, run);
  const live = await readLiveSlot(db, intent.id);
  if (intent.state !== 'SUBMITTED' || live?.slot.state !== 'OPEN') return { status: 'none' };
  checkWallet(live.slot, signer);
  const [newest] = live.attempts;
  const cancel =
    newest?.purpose === 'CANCEL'
      ? newest
      : await addAttempt({ db, signer }, await newCancellation(deps, live));
  // Another attempt came in between, such as a bump: the next call looks again.
  if (cancel === null) return { status: 'cancelling' };
  await crash('cancelTransaction:stored');
  await sendStored(chain, cancel);
  await noteSent(db, chain.chainId, {
    attemptId: cancel.id,
    at: new Date(now()),
    block: null,
  });
  return { status: 'cancelling' };
}

async function newCancellation(
  { chain }: ActivityDeps,
  { slot, attempts }: LiveSlot,
): Promise<NewAttempt> {
  const market = await chain.feeMarket();
  const [newest] = attempts;
  const fees = newest === undefined ? market : bumpedFees(newest, market);
  if (fees === null) {
    throw new FeeTooLow(
      `Nonce ${slot.nonce} offers the most the platform may; no more can be offered to cancel it`,
    );
  }
  return {
    slotId: slot.id,
    purpose: 'CANCEL',
    transaction: cancellation(slot, fees),
    after: newest?.ordinal ?? 0,
  };
}
