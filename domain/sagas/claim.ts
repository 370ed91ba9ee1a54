import { z } from 'zod';
import type { ChainCall } from '../chain-port.ts';
import { storedAddress, storedTxHash } from '../chain-values.ts';
import {
  feeEarnedPostings,
  programAccount,
  tokensDeliveredPostings,
} from '../chart-of-accounts.ts';
import type { IntentState } from '../intent-state.ts';
import { nextWaitMs } from './carry-out.ts';
import type { IntentView, PaymentCheck } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';
import { deliverAndSettle } from './settle.ts';
import { gasPostings, tokenOf, toWire } from './wire.ts';

/** What a claim was accepted with. */
export const claimInput = z.object({
  tokenType: z.enum(['USDC', 'USDT']),
  txHash: storedTxHash,
  amount: z.string().optional(),
  quoteId: z.string().optional(),
  /** Fee, delivery and treasury as they stood at accept time: a change of the program is for later claims. */
  feeAmount: z.string(),
  claimAmount: z.string(),
  treasuryAddress: storedAddress,
  /** Treasury, vault, and whom the wallet was told to pay by quotes that still count. Not there on older intents. */
  recipients: z.array(storedAddress).min(1).optional(),
  /** A payment in an older block does not count (design rule 16). */
  notBeforeBlock: z.string(),
});

/** A payment is gone, and what it paid for is delivered: an operator has to look. */
export class PaymentVanishedAfterDelivery extends Error {
  override readonly name = 'PaymentVanishedAfterDelivery';
}

/** What a claim sends: the program's tokens to the claiming wallet. */
export function claimDelivery(intent: IntentView): ChainCall {
  const { claimAmount } = claimInput.parse(intent.input);
  const token = tokenOf(intent.program, 'SGE').address;
  return { type: 'erc20.transfer', token, to: intent.wallet, amount: claimAmount };
}

/** Claim: lock, verify the fee and book it to suspense, deliver the program's tokens, settle. */
export async function claimSaga(context: SagaContext, intent: IntentView): Promise<void> {
  const { id: programId } = intent.program;
  const input = claimInput.parse(intent.input);
  if (intent.state === 'LOCKED') await awaitPayment(context, intent, 'LOCKED');
  const payment = () => awaitPayment(context, intent, null);
  await deliverAndSettle(mindingPayment(context, intent), {
    outgoing: {
      state: intent.state,
      call: claimDelivery(intent),
      hold: {
        account: programAccount(programId, 'token_inventory'),
        asset: 'SGE',
        amount: input.claimAmount,
      },
      again: payment,
    },
    payment,
    settlement: (confirmed) => ({
      run: context.run,
      postings: toWire([
        ...feeEarnedPostings({
          programId,
          amount: BigInt(input.feeAmount),
          asset: input.tokenType,
        }),
        ...tokensDeliveredPostings({ programId, amount: BigInt(input.claimAmount), asset: 'SGE' }),
        ...gasPostings(programId, confirmed.gasCost),
      ]),
      identityTokenId: null,
    }),
  });
}

function verify({ run, activities }: SagaContext, intent: IntentView): Promise<PaymentCheck> {
  const input = claimInput.parse(intent.input);
  return activities.verifyPayment({
    run,
    asset: input.tokenType,
    txHash: input.txHash,
    recipient: input.treasuryAddress,
    recipients: input.recipients,
    amountMin: input.feeAmount,
    notBeforeBlock: input.notBeforeBlock,
  });
}

/** Waits until the payment is booked, or stands again after a reorganisation. `state` is what is reported, null: as before. */
async function awaitPayment(
  context: SagaContext,
  intent: IntentView,
  state: IntentState | null,
): Promise<void> {
  let waitMs = 0;
  for (;;) {
    const check = await verify(context, intent);
    if (check.status === 'verified') return;
    if (check.status === 'vanished') throw new PaymentVanishedAfterDelivery(check.why);
    context.report({ state, details: check.waitingFor });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
  }
}

/**
 * The context with an eye on the payment. While a reorganisation has taken it away nothing is signed. Once it is
 * gone for good, a delivery that waits to be mined is cancelled before it is too late: either the cancelling
 * transaction is mined and the nonce is lost, or the delivery is, and then an operator has to look.
 */
function mindingPayment(context: SagaContext, intent: IntentView): SagaContext {
  const { run, activities } = context;
  return {
    ...context,
    activities: {
      ...activities,
      async submitTransaction(request) {
        for (;;) {
          const refused = await activities.submitTransaction(request);
          if (refused?.status !== 'payment-orphaned') return undefined;
          context.report({ state: null, details: refused.why });
          await awaitPayment(context, intent, null);
        }
      },
      async confirmTransaction(request) {
        const check = await activities.confirmTransaction(request);
        if (check.status !== 'waiting' || check.paymentOrphaned !== true) return check;
        const payment = await verify(context, intent);
        if (payment.status !== 'vanished') return check;
        await activities.cancelTransaction(run);
        return { ...check, waitingFor: `${payment.why} ${check.waitingFor}` };
      },
    },
  };
}
