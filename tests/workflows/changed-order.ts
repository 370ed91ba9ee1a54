/**
 * A change as somebody might make it without thinking of the runs under way: the payment is looked at once more
 * before the tokens are delivered. Only the replay test bundles it.
 */
import { claimInput, claimSaga } from '../../domain/sagas/claim.ts';
import type { SagaOutcome } from '../../domain/sagas/saga-context.ts';
import { type IntentWorkflowInput, runIntent } from '../../workflows/run-intent.ts';

export function claim(input: IntentWorkflowInput): Promise<SagaOutcome> {
  return runIntent('claim', input, async (context, intent) => {
    const { tokenType, txHash, treasuryAddress, feeAmount, notBeforeBlock } = claimInput.parse(
      intent.input,
    );
    await context.activities.verifyPayment({
      run: context.run,
      asset: tokenType,
      txHash,
      recipient: treasuryAddress,
      amountMin: feeAmount,
      notBeforeBlock,
    });
    await claimSaga(context, intent);
  });
}
