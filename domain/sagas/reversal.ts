import { z } from 'zod';
import { BusinessFailure } from '../errors.ts';
import { nextWaitMs } from './carry-out.ts';
import type { IntentView } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';

/**
 * Why an intent is reversed: the rule that decides which of its postings are mirrored, and when. `reorganisation`: what
 * the chain has taken back for good. `operator`: two people want it; what was earned by the payment is mirrored, unless
 * the chain has taken something back, which is judged first.
 */
export const reversalInput = z.object({ rule: z.enum(['reorganisation', 'operator']) });

export type ReversalInput = z.infer<typeof reversalInput>;

/**
 * Reversal: an intent of its own, linked to a final one. It waits until its rule has decided, and then either
 * mirrors what is void or fails with SETTLEMENT_RESTORED, which is the good end. It sends nothing.
 */
export async function reversalSaga(context: SagaContext, intent: IntentView): Promise<void> {
  reversalInput.parse(intent.input);
  for (let waitMs = 0; ; ) {
    const check = await context.activities.reverseIntent(context.run);
    if (check.status === 'reversed') return;
    if (check.status === 'restored') throw new BusinessFailure('SETTLEMENT_RESTORED', check.why);
    context.report({ state: 'LOCKED', details: check.waitingFor });
    waitMs = nextWaitMs(waitMs);
    await context.waitForChain(waitMs);
  }
}
