import { nextWaitMs } from './carry-out.ts';
import type { BatchStanding, ChunkDone, ChunkRequest } from './payout-activities.ts';
import { payoutBatchInput } from './payout-inputs.ts';
import type { IntentView } from './saga-activities.ts';
import type { SagaContext } from './saga-context.ts';

/**
 * Payout batch: carries out the payouts of a batch, chunk by chunk. Each payout is an intent with states of its own;
 * this one stands for the execution, and ends when all of them have. It never fails: a payout that fails does.
 *
 * Every round takes each payout as far as it can go and then waits for news. Rounds are alike, so that a run may
 * be taken over by another one at any place.
 */
export async function payoutBatchSaga(context: SagaContext, intent: IntentView): Promise<void> {
  payoutBatchInput.parse(intent.input);
  const { activities } = context;
  let unasked: string | null = null;
  for (let waitMs = 0; ; ) {
    await inChunks(context, activities.openPayouts);
    await inChunks(context, activities.submitPayouts);
    await inChunks(context, activities.sendPayouts);
    const news = await inChunks(context, (chunk) =>
      activities.askPayouts({ ...chunk, news: true }),
    );
    // News can get lost: a chunk of the others is asked about, too, and the next one in the next round.
    const others = { run: context.run, after: unasked, news: false };
    const asked: ChunkDone = await activities.askPayouts(others);
    unasked = asked.next;
    await inChunks(context, activities.settlePayouts);
    const standing = await activities.finishPayouts(context.run);
    context.report({ state: 'SUBMITTED', details: inWords(standing) });
    if (standing.finished) return;
    const moved = news + asked.moved > 0;
    waitMs = moved ? 0 : nextWaitMs(waitMs);
    // What has lost its nonce gets another one at once.
    if (!moved) await context.waitForChain(waitMs);
    await context.startAfresh();
  }
}

/** Takes a step through all its chunks; gives how many payouts moved on. */
async function inChunks(
  context: SagaContext,
  step: (request: ChunkRequest) => Promise<ChunkDone>,
): Promise<number> {
  let moved = 0;
  for (let after: string | null = null; ; ) {
    const done: ChunkDone = await step({ run: context.run, after });
    moved += done.moved;
    // What is done is in the database, where another run finds it; where nothing is, it would begin the same again.
    if (done.moved > 0) await context.startAfresh();
    if (done.next === null) return moved;
    after = done.next;
  }
}

function inWords({ finished, paid, failed, underWay, unknown }: BatchStanding): string {
  const ended = `${paid} payouts are paid, ${failed} have failed`;
  return finished
    ? `Finished: ${ended}.`
    : `${ended}, ${underWay} are under way, of ${unknown} the rail has yet to say what became.`;
}
