import { type Intent, intentAnswer } from './answers.ts';
import type { TabApi } from './tab-api.ts';

const pollMs = 120;
const waitMaxMs = 120_000;

/** An intent did not come to SETTLED. */
export class NotSettled extends Error {
  override readonly name = 'NotSettled';
}

/**
 * Looks at an intent until it is settled, and hands on each new transition as it is seen.
 * @throws NotSettled when it failed, is parked, or took longer than two minutes.
 */
export async function followIntent(
  api: TabApi,
  intentId: string,
  onChange: (intent: Intent) => void,
): Promise<Intent> {
  const giveUpAt = performance.now() + waitMaxMs;
  for (let shown = -1; ; ) {
    const intent = await readIntent(api, intentId);
    if (intent.transitions.length !== shown) onChange(intent);
    shown = intent.transitions.length;
    if (intent.state === 'SETTLED') return intent;
    refuseTrouble(intent, performance.now() > giveUpAt);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** An intent with its transitions and ledger rows. */
export function readIntent(api: TabApi, intentId: string): Promise<Intent> {
  return api.get(`/api/v2/intents/${intentId}`, intentAnswer);
}

function refuseTrouble({ id, state, parked, parkedReason, failure }: Intent, late: boolean): void {
  if (state === 'FAILED') {
    throw new NotSettled(`Intent ${id} failed: ${failure?.code} ${failure?.detail}`);
  }
  if (parked) throw new NotSettled(`Intent ${id} waits for an operator: ${parkedReason}`);
  if (late) throw new NotSettled(`Intent ${id} is still ${state} after two minutes.`);
}
