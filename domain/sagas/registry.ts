import { claimSaga } from './claim.ts';
import { payoutBatchSaga } from './payout-batch.ts';
import { registerSaga } from './register.ts';
import { reversalSaga } from './reversal.ts';
import type { Saga } from './saga-context.ts';

/** Every intent kind that has a run of its own, and its saga. A new kind is added here, to `workflows/` and to its routes. */
export const sagas = {
  register: registerSaga,
  claim: claimSaga,
  reversal: reversalSaga,
  payout_batch: payoutBatchSaga,
} as const satisfies Record<string, Saga>;

export type IntentKind = keyof typeof sagas;

/** All of these kinds. */
export const intentKinds: readonly IntentKind[] = ['register', 'claim', 'reversal', 'payout_batch'];

/** With those whose intents are carried out by another one's run: a payout by its batch's. */
export const allIntentKinds: readonly (IntentKind | 'payout')[] = [...intentKinds, 'payout'];
