import { claimSaga } from './claim.ts';
import { registerSaga } from './register.ts';
import { reversalSaga } from './reversal.ts';
import type { Saga } from './saga-context.ts';

/** Every intent kind and its saga. A new kind is added here, to `workflows/` and to its routes. */
export const sagas = {
  register: registerSaga,
  claim: claimSaga,
  reversal: reversalSaga,
} as const satisfies Record<string, Saga>;

export type IntentKind = keyof typeof sagas;

/** All intent kinds. */
export const intentKinds: readonly IntentKind[] = ['register', 'claim', 'reversal'];
