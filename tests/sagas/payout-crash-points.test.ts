/**
 * Goal: whatever moment the process dies at, a payout batch is taken up from the database, and each of its payouts is
 * paid once. Method: the table of crash points; at each one on the way of a batch the process dies (what it had not
 * committed is undone, nothing after the point is done) and another is started on the same database and chain.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { payoutBatches } from '../../db/schema/payouts.ts';
import { crashPoints, factsOf } from '../../platform/crash-points.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { differingAccounts } from '../harness/samples/commission-tree.ts';
import {
  approvedBatch,
  beginExecution,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
  paidFee,
} from '../harness/samples/payout-batches.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { createReaper } from '../harness/worlds/mortal-process.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const reaper = createReaper();
let world: SagaWorld;

beforeAll(async () => {
  world = await openSagaWorld({ crash: reaper.crash, keeper: { pollMs: 30, gapAfterMs: 300 } });
  world.openKeeper();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const points = crashPoints.filter((point) => factsOf(point).way === 'paysOut');

test('the wallet has tokens to pay out', async () => {
  const { fixture } = world;
  const fees = transfer(fixture.tokens.usdc, fixture.minter.address, 1000n * paidFee);
  const { status } = await fixture.send(payer.signer, fees);
  expect(status).toBe('success');
  expect(points.length).toBeGreaterThan(20);
});

test.each(points)(
  'the process dies at %s',
  async (point) => {
    const { database, programId } = world;
    const db = database.app;
    const earners = await earnPayable(db, programId, 3);
    const batchId = await approvedBatch(db, earners, { programId, period: nextPeriod() });
    const start = await beginExecution(db, programId, batchId);
    const death = reaper.awaitDeath(point, [start.intentId]);
    await world.orchestrator.start({ ...start, programSlug: 'default' });
    await death;
    reaper.revive();
    await world.restart();
    await expect
      .poll(async () => (await world.ended(start.intentId)).state, { timeout: 20_000 })
      .toBe('SETTLED');
    const [batch] = await db.select().from(payoutBatches).where(eq(payoutBatches.id, batchId));
    expect(batch?.status).toBe('COMPLETED');
    await expectPaidOnce(world, earners);
    expect(await differingAccounts(db)).toEqual([]);
    await expectBalancedLedger({ db });
  },
  60_000,
);
