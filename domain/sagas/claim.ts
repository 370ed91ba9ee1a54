import { z } from 'zod';
import { storedAddress, storedTxHash } from '../chain-values.ts';
import {
  feeEarnedPostings,
  programAccount,
  tokensDeliveredPostings,
} from '../chart-of-accounts.ts';
import { carryOut, nextWaitMs } from './carry-out.ts';
import type { IntentView } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';
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
  /** A payment in an older block does not count (design rule 16). */
  notBeforeBlock: z.string(),
});

/** Claim: lock, verify the fee and book it to suspense, deliver the program's tokens, settle. */
export async function claimSaga(context: SagaContext, intent: IntentView): Promise<void> {
  const { run, activities } = context;
  const { program } = intent;
  const input = claimInput.parse(intent.input);
  if (intent.state === 'LOCKED') await awaitPayment(context, intent);
  const confirmed = await carryOut(context, {
    state: intent.state,
    call: {
      type: 'erc20.transfer',
      token: tokenOf(program, 'SGE').address,
      to: intent.wallet,
      amount: input.claimAmount,
    },
    hold: {
      account: programAccount(program.id, 'token_inventory'),
      asset: 'SGE',
      amount: input.claimAmount,
    },
  });
  const programId = program.id;
  await activities.settleIntent({
    run,
    postings: toWire([
      ...feeEarnedPostings({ programId, amount: BigInt(input.feeAmount), asset: input.tokenType }),
      ...tokensDeliveredPostings({ programId, amount: BigInt(input.claimAmount), asset: 'SGE' }),
      ...gasPostings(programId, confirmed.gasCost),
    ]),
    identityTokenId: null,
  });
}

async function awaitPayment(context: SagaContext, intent: IntentView): Promise<void> {
  const { run, activities } = context;
  const input = claimInput.parse(intent.input);
  let waitMs = 0;
  for (;;) {
    const check = await activities.verifyPayment({
      run,
      asset: input.tokenType,
      txHash: input.txHash,
      recipient: input.treasuryAddress,
      amountMin: input.feeAmount,
      notBeforeBlock: input.notBeforeBlock,
    });
    if (check.status === 'verified') return;
    context.report({ state: 'LOCKED', details: check.waitingFor });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
  }
}
