import type { ChainCall } from '../chain-port.ts';
import { IntentEnded } from '../errors.ts';
import type { IntentState } from '../intent-state.ts';
import type { ConfirmationCheck, SubmitTransactionRequest } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';

/** The watcher signals within a block; these timers only matter when it is down. */
const waitFirstMs = 30_000;
const waitLongestMs = 600_000;

/** The time to wait before asking again by itself: 30 s, doubling up to 10 minutes. */
export function nextWaitMs(waitedMs: number): number {
  return waitedMs === 0 ? waitFirstMs : Math.min(waitedMs * 2, waitLongestMs);
}

/** An outgoing transaction a saga wants carried out. */
export interface Outgoing {
  readonly call: ChainCall;
  readonly hold: SubmitTransactionRequest['hold'];
  /** The state the intent is in: later states skip the steps already done. */
  readonly state: IntentState;
  /** Asked before another nonce is taken for a transaction whose first nonce was lost; throws to give it up. */
  readonly again?: () => Promise<void>;
}

type Check<Status> = Extract<ConfirmationCheck, { status: Status }>;

/**
 * Carries one outgoing transaction from LOCKED to CONFIRMED: hold, sign and store, broadcast, await
 * confirmations. Shared by every kind that sends a transaction. Where the nonce turns out to be used up by
 * something else, the transaction is signed anew for another nonce; `outgoing.again` is asked before that.
 * @throws IntentEnded when an earlier try has brought the intent to its end.
 */
export async function carryOut(
  context: SagaContext,
  outgoing: Outgoing,
): Promise<Check<'confirmed'>> {
  const { run, activities } = context;
  const { call, hold } = outgoing;
  if (outgoing.state === 'LOCKED') await activities.submitTransaction({ run, call, hold });
  for (let waitMs = 0; ; waitMs = nextWaitMs(waitMs)) {
    const check = await awaitConfirmation(context, call);
    if (check.status === 'confirmed') return check;
    context.report({ state: 'SUBMITTED', details: check.why });
    // A nonce that is lost is replaced at once. Where there was no other to be had, the run must not spin.
    if (waitMs > 0 && context.patched('wait-where-lost-again')) await context.waitForChain(waitMs);
    await outgoing.again?.();
    await activities.submitTransaction({ run, call, hold });
  }
}

/** Sends what is stored and waits until the chain has made up its mind about it. */
async function awaitConfirmation(
  context: SagaContext,
  call: ChainCall,
): Promise<Check<'confirmed' | 'lost'>> {
  const { run, activities } = context;
  const { status } = await activities.broadcastTransaction(run);
  let waitMs = 0;
  // A node that knew the transaction may have mined it already; otherwise the next block is news.
  if (status === 'sent') {
    context.report({
      state: 'SUBMITTED',
      details: 'Sent; waiting for the transaction to be mined.',
    });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
  }
  for (;;) {
    const check = await activities.confirmTransaction({ run, call });
    if (check.status === 'ended') throw new IntentEnded('The intent is final already');
    if (check.status !== 'waiting') return check;
    context.report({ state: 'SUBMITTED', details: check.waitingFor });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
    // A transaction can fall out of a node's pool: sending the same bytes again is harmless.
    await activities.broadcastTransaction(run);
  }
}
