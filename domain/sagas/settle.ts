import { carryOut, nextWaitMs, type Outgoing } from './carry-out.ts';
import type { ConfirmationCheck, SettleIntentRequest } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';

type Confirmed = Extract<ConfirmationCheck, { status: 'confirmed' }>;

/** A transaction to be carried out, and what is settled by it. */
export interface Delivery {
  readonly outgoing: Outgoing;
  readonly settlement: (confirmed: Confirmed) => SettleIntentRequest;
  /** Waits until the payment stands again; throws to give it up. None for what is not paid for. */
  readonly payment?: () => Promise<void>;
}

/**
 * Carries out a transaction and settles the intent. Where a reorganisation comes in between, the settlement is
 * refused and the intent is looked at again from the state it was taken back to.
 */
export async function deliverAndSettle(context: SagaContext, delivery: Delivery): Promise<void> {
  const { outgoing, settlement, payment } = delivery;
  let { state } = outgoing;
  for (let waitMs = 0; ; waitMs = nextWaitMs(waitMs)) {
    const confirmed = await carryOut(context, { ...outgoing, state });
    const outcome = await context.activities.settleIntent(settlement(confirmed));
    if (outcome === undefined || outcome.status === 'settled') return;
    context.report({ state: outcome.state, details: outcome.why });
    // The first time the next step waits by itself. Nodes that go on disagreeing must not keep the run spinning.
    if (waitMs > 0) await context.waitForChain(waitMs);
    state = outcome.state;
    if (state === 'CONFIRMED') await payment?.();
  }
}
