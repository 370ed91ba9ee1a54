import { noteSent, sendStored } from '../chain/keeper/attempts.ts';
import type { RunRef } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { readLiveSlot } from './intent-slots.ts';
import { readIntent } from './run-intent.ts';

/**
 * Sends the stored bytes of the newest attempt. Sending the same bytes again is harmless, so this may
 * be repeated at any time. `known`: the node had them, or would not take them, since their nonce is used up, they
 * offer too little, or the wallet is short: the confirmation step finds out by what a nonce was used, and the
 * keeper of slots does the rest.
 */
export async function broadcastTransaction(
  { db, chain, crash, now }: ActivityDeps,
  run: RunRef,
): Promise<{ status: 'sent' | 'known' }> {
  const intent = await readIntent(db, run);
  if (intent.state !== 'SUBMITTED') return { status: 'known' };
  const newest = (await readLiveSlot(db, intent.id))?.attempts[0];
  if (newest === undefined) return { status: 'known' };
  const outcome = await sendStored(chain, newest);
  await crash('broadcastTransaction:sent');
  if (outcome !== 'wallet-short' && newest.broadcastBlock === null) {
    const sending = { attemptId: newest.id, at: new Date(now()), block: null };
    await noteSent(db, chain.chainId, sending);
  }
  return { status: outcome === 'sent' ? 'sent' : 'known' };
}
