/**
 * Goal: a late step of a run that was succeeded changes nothing of a payout batch: neither its execution nor any of its
 * payouts. Method: a batch in flight on the in-process chain mined by hand, another run that takes over, and every step
 * tried under the run before; then blocks come, and each payout is paid once.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { intents, transitions } from '../../db/schema/intents.ts';
import { RunFenced } from '../../domain/errors.ts';
import { payer, transfer } from '../harness/chain-fixture.ts';
import {
  approvedBatch,
  beginExecution,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
  paidFee,
} from '../harness/payout-batches.ts';
import { openReorgChain, type ReorgChain } from '../harness/reorg-chain.ts';
import { mineUntil } from '../harness/reorg-settled.ts';
import { openSagaWorld, type SagaWorld } from '../harness/saga-world.ts';

let world: SagaWorld;
let chain: ReorgChain;

beforeAll(async () => {
  world = await openSagaWorld({ mineByHand: true });
  const { fixture } = world;
  const call = fixture.chain.encode(
    transfer(fixture.tokens.usdc, fixture.minter.address, 10n * paidFee),
  );
  const funding = { from: payer.signer.address, ...call, gas: '0x30d40' };
  await fixture.node.rpc('eth_sendTransaction', funding);
  chain = await openReorgChain(fixture);
  await chain.mine(2);
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** How many transitions a run has made. */
async function madeBy(runId: string): Promise<number> {
  return await world.database.app.$count(transitions, eq(transitions.actor, `run:${runId}`));
}

test('every step of the run before is refused, and each payout is paid once', async () => {
  const { database, programId, orchestrator, activities } = world;
  const db = database.app;
  const earners = await earnPayable(db, programId, 3);
  const batchId = await approvedBatch(db, earners, { programId, period: nextPeriod() });
  const start = await beginExecution(db, programId, batchId);
  await orchestrator.start({ ...start, programSlug: 'default' });
  const family = async () =>
    await db
      .select()
      .from(intents)
      .where(eq(intents.parentIntentId, start.intentId))
      .orderBy(intents.id);
  const execution = async () =>
    (await db.select().from(intents).where(eq(intents.id, start.intentId)))[0];
  await expect
    .poll(async () => (await family()).map(({ state }) => state), { timeout: 20_000 })
    .toEqual(['SUBMITTED', 'SUBMITTED', 'SUBMITTED']);
  const before = await execution();
  await world.restart();
  await expect
    .poll(async () => new Set((await family()).map(({ runId }) => runId)).has(before?.runId ?? ''))
    .toBe(false);
  const run = {
    intentId: start.intentId,
    runId: before?.runId ?? '',
    runFence: before?.runFence ?? 0,
  };
  const chunk = { run, after: null };
  const made = await madeBy(run.runId);
  for (const step of [
    () => activities.openRun(run),
    () => activities.openPayouts(chunk),
    () => activities.finishPayouts(run),
  ])
    await expect(step()).rejects.toThrow(RunFenced);
  await chain.mine(3);
  const late = [
    () => activities.submitPayouts(chunk),
    () => activities.sendPayouts(chunk),
    () => activities.settlePayouts(chunk),
    () => activities.askPayouts({ ...chunk, news: false }),
  ];
  // Between its own looks it may find nothing to do; what it may not is to have changed anything.
  await Promise.allSettled(late.map((step) => step()));
  await mineUntil({ world, chain }, start.intentId, ({ state }) => state === 'SETTLED');
  await expectPaidOnce(world, earners);
  expect(await madeBy(run.runId)).toBe(made);
});
