import type { ChainCall } from '../chain-port.ts';
import { identityMintedPostings } from '../chart-of-accounts.ts';
import type { IntentView } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';
import { deliverAndSettle } from './settle.ts';
import { gasPostings, tokenOf, toWire } from './wire.ts';

/** What a registration sends: one identity token minted to the wallet. */
export function registrationMint(intent: IntentView): ChainCall {
  const token = tokenOf(intent.program, 'SGEID').address;
  return { type: 'identity.mint', token, to: intent.wallet };
}

/** Register: lock, mint the wallet's identity token, await confirmations, settle. */
export async function registerSaga(context: SagaContext, intent: IntentView): Promise<void> {
  const { program } = intent;
  await deliverAndSettle(context, {
    outgoing: { state: intent.state, call: registrationMint(intent), hold: null },
    settlement: (confirmed) => ({
      run: context.run,
      postings: toWire([
        ...identityMintedPostings(program.id, 'SGEID'),
        ...gasPostings(program.id, confirmed.gasCost),
      ]),
      identityTokenId: confirmed.tokenId,
    }),
  });
}
