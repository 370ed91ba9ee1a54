import { identityMintedPostings } from '../chart-of-accounts.ts';
import { carryOut } from './carry-out.ts';
import type { IntentView } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';
import { gasPostings, tokenOf, toWire } from './wire.ts';

/** Register: lock, mint the wallet's identity token, await confirmations, settle. */
export async function registerSaga(context: SagaContext, intent: IntentView): Promise<void> {
  const { run, activities } = context;
  const { program } = intent;
  const confirmed = await carryOut(context, {
    state: intent.state,
    call: { type: 'identity.mint', token: tokenOf(program, 'SGEID').address, to: intent.wallet },
    hold: null,
  });
  await activities.settleIntent({
    run,
    postings: toWire([
      ...identityMintedPostings(program.id, 'SGEID'),
      ...gasPostings(program.id, confirmed.gasCost),
    ]),
    identityTokenId: confirmed.tokenId,
  });
}
