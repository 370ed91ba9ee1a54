/**
 * Goal: a step of a run that was succeeded changes nothing of a payout batch, and nothing is settled on a block that is no
 * longer part of the chain. Method: the steps of batches taken one by one by hand, without a driver, on the in-process
 * chain; each is tried by the run before just when there is something for it to do.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { intents } from '../../db/schema/intents.ts';
import { RunFenced, WrongSaga } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import {
  approvedBatch,
  beginExecution,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
  openPayingWorld,
} from '../harness/samples/payout-batches.ts';
import type { ReorgChain } from '../harness/worlds/reorg-chain.ts';
import type { SagaWorld } from '../harness/worlds/saga-world.ts';

let world: SagaWorld;
let chain: ReorgChain;

beforeAll(async () => {
  ({ world, chain } = await openPayingWorld());
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** An execution that nothing drives, and two runs of it: the second has taken over. */
async function begun() {
  const { database, programId, activities } = world;
  const earners = await earnPayable(database.app, programId, 2);
  const batchId = await approvedBatch(database.app, earners, { programId, period: nextPeriod() });
  const { intentId } = await beginExecution(database.app, programId, batchId);
  const runOf = (runFence: number): RunRef => ({ intentId, runId: newId(), runFence });
  const [old, run] = [runOf(1), runOf(2)];
  const states = async () =>
    (
      await database.app
        .select()
        .from(intents)
        .where(eq(intents.parentIntentId, intentId))
        .orderBy(intents.id)
    ).map(({ state }) => state);
  /** Every step, by either run. */
  const by = (acting: RunRef) => {
    const chunk = { run: acting, after: null };
    return {
      openRun: () => activities.openRun(acting),
      open: () => activities.openPayouts(chunk),
      submit: () => activities.submitPayouts(chunk),
      send: () => activities.sendPayouts(chunk),
      ask: async () => {
        const news = await activities.askPayouts({ ...chunk, news: true });
        const others = await activities.askPayouts({ ...chunk, news: false });
        return news.moved + others.moved;
      },
      settle: () => activities.settlePayouts(chunk),
      finish: () => activities.finishPayouts(acting),
    };
  };
  return { intentId, earners, states, old: by(old), run: by(run) };
}

const refused = async (step: () => Promise<unknown>) =>
  await expect(step()).rejects.toThrow(RunFenced);

test('the run before is refused whatever step it tries, and each payout is paid once', async () => {
  const { earners, states, old, run } = await begun();
  await old.openRun();
  await old.open();
  await run.openRun();
  await refused(old.openRun);
  await refused(old.open);
  await run.open();
  expect(await states()).toEqual(['LOCKED', 'LOCKED']);
  await refused(old.submit);
  await run.submit();
  expect(await states()).toEqual(['SUBMITTED', 'SUBMITTED']);
  await run.send();
  await chain.mine(3);
  await refused(old.ask);
  expect(await run.ask()).toBe(2);
  expect(await states()).toEqual(['CONFIRMED', 'CONFIRMED']);
  await refused(old.settle);
  await expect.poll(() => run.settle().catch(() => null), { timeout: 10_000 }).not.toBeNull();
  expect(await states()).toEqual(['SETTLED', 'SETTLED']);
  await refused(old.finish);
  expect(await run.finish()).toMatchObject({ finished: true, paid: 2 });
  await expectPaidOnce(world, earners);
});

test('neither the batch nor a payout that is paid is carried out as something else', async () => {
  const { intentId, earners, states, run } = await begun();
  await run.openRun();
  await run.open();
  await run.submit();
  await run.send();
  await chain.mine(3);
  const { app } = world.database;
  const payouts = await app.select().from(intents).where(eq(intents.parentIntentId, intentId));
  const ids = [intentId, ...payouts.map(({ id }) => id)];
  for (const kind of ['claim', 'register', 'reversal'])
    for (const id of ids) {
      const opened = world.activities.openRun({ intentId: id, runId: newId(), runFence: 9, kind });
      await expect(opened).rejects.toThrow(WrongSaga);
    }
  expect(await states()).toEqual(['SUBMITTED', 'SUBMITTED']);
  expect(await run.ask()).toBe(2);
  await expect.poll(() => run.settle().catch(() => null), { timeout: 10_000 }).not.toBeNull();
  expect(await run.finish()).toMatchObject({ finished: true, paid: 2 });
  await expectPaidOnce(world, earners);
});

test('what stands on a block that is gone is not settled: it is looked for again', async () => {
  const { earners, states, run } = await begun();
  await run.openRun();
  await run.open();
  await run.submit();
  await run.send();
  await chain.mine(3);
  expect(await run.ask()).toBe(2);
  const { app } = world.database;
  // As by a node that was on another branch when it was asked, of which the watcher knows already.
  await app.execute(sql`
    update attempts set mined_block_hash = ${`0x${'ee'.repeat(32)}`} where slot_id in (
      select s.id from slots s join intents i on i.id = s.intent_id where i.state = 'CONFIRMED')`);
  await expect.poll(() => run.settle().catch(() => null), { timeout: 10_000 }).not.toBeNull();
  expect(await states()).toEqual(['SUBMITTED', 'SUBMITTED']);
  expect(await run.ask()).toBe(2);
  await expect.poll(() => run.settle().catch(() => null), { timeout: 10_000 }).not.toBeNull();
  expect(await states()).toEqual(['SETTLED', 'SETTLED']);
  await run.finish();
  await expectPaidOnce(world, earners);
});
