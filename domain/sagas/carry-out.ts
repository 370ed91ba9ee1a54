import type { ChainCall } from '../chain-port.ts';
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
}

type Confirmed = Extract<ConfirmationCheck, { status: 'confirmed' }>;

/**
 * Carries one outgoing transaction from LOCKED to CONFIRMED: hold, sign and store, broadcast, await
 * confirmations. Shared by every kind that sends a transaction.
 */
export async function carryOut(context: SagaContext, outgoing: Outgoing): Promise<Confirmed> {
  const { run, activities } = context;
  const { call, hold } = outgoing;
  if (outgoing.state === 'LOCKED') await activities.submitTransaction({ run, call, hold });
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
    if (check.status === 'confirmed') return check;
    context.report({ state: 'SUBMITTED', details: check.waitingFor });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
    // A transaction can fall out of a node's pool: sending the same bytes again is harmless.
    await activities.broadcastTransaction(run);
  }
}
