/**
 * Goal: a payout that a reorganisation takes away is made good in the same transfer where it comes back, and where it is
 * gone for good it is reversed, owed again and paid by the next batch, once in all; a nonce that was lost before is
 * replaced. Method: batches on the in-process chain mined by hand, blocks taken back, the nonce given to a stranger.
 */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { commissions } from '../../db/schema/commissions.ts';
import { intents } from '../../db/schema/intents.ts';
import { payoutBatches, payouts } from '../../db/schema/payouts.ts';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { balanceOf } from '../../ledger/balances.ts';
import {
  giveNonceAway,
  type MinedWorld,
  mineUntil,
  reversalOf,
} from '../harness/actors/reorg-settled.ts';
import { differingAccounts } from '../harness/samples/commission-tree.ts';
import {
  approvedBatch,
  beginExecution,
  earned,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
  openPayingWorld,
} from '../harness/samples/payout-batches.ts';
import type { Earner } from '../harness/samples/payout-rows.ts';
import type { ReorgChain } from '../harness/worlds/reorg-chain.ts';
import type { SagaWorld } from '../harness/worlds/saga-world.ts';

let world: SagaWorld;
let chain: ReorgChain;
let mined: MinedWorld;

beforeAll(async () => {
  mined = await openPayingWorld({ keeper: { pollMs: 30 } });
  ({ world, chain } = mined);
  world.openKeeper();
});
afterEach(async () => {
  expect(await differingAccounts(world.database.app)).toEqual([]);
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function execute(earners: readonly Earner[]) {
  const { database, programId, orchestrator } = world;
  const batchId = await approvedBatch(database.app, earners, { programId, period: nextPeriod() });
  const start = await beginExecution(database.app, programId, batchId);
  await orchestrator.start({ ...start, programSlug: 'default' });
  return { batchId, executionId: start.intentId };
}

const statusOf = async (batchId: string) =>
  (await world.database.app.select().from(payoutBatches).where(eq(payoutBatches.id, batchId)))[0]
    ?.status;

/** The intents of an execution's payouts, once they are all in a state. */
async function payoutsIn(executionId: string, state: string, count: number): Promise<string[]> {
  const read = async () =>
    await world.database.app
      .select()
      .from(intents)
      .where(eq(intents.parentIntentId, executionId))
      .orderBy(intents.id);
  await expect
    .poll(async () => (await read()).map((row) => row.state), { timeout: 20_000 })
    .toEqual(Array.from({ length: count }, () => state));
  return (await read()).map(({ id }) => id);
}

test('a nonce that is lost while the batch is under way: that payout gets another, the others are not touched', async () => {
  const earners = await earnPayable(world.database.app, world.programId, 3);
  const { batchId, executionId } = await execute(earners);
  const [first] = await payoutsIn(executionId, 'SUBMITTED', 3);
  await chain.mineForNow(2);
  await giveNonceAway(mined, first ?? '');
  await mineUntil(mined, executionId, ({ state }) => state === 'SETTLED');
  expect(await statusOf(batchId)).toBe('COMPLETED');
  await expectPaidOnce(world, earners);
}, 60_000);

test('a paid payout that is gone for good is reversed, owed again, and paid once by the next batch', async () => {
  const earners = await earnPayable(world.database.app, world.programId, 2);
  const { batchId, executionId } = await execute(earners);
  await payoutsIn(executionId, 'SUBMITTED', 2);
  await chain.mineForNow(2);
  await mineUntil(mined, executionId, ({ state }) => state === 'SETTLED');
  expect(await statusOf(batchId)).toBe('COMPLETED');
  const [first] = await payoutsIn(executionId, 'SETTLED', 2);
  const gone = first ?? '';
  await giveNonceAway(mined, gone);
  await mineUntil(mined, await reversalOf(mined, gone), ({ state }) => state === 'SETTLED');
  const { app } = world.database;
  const [payout] = await app.select().from(payouts).where(eq(payouts.intentId, gone));
  expect(payout?.status).toBe('REVERSED');
  const owed = earners.filter(({ affiliateId }) => affiliateId === payout?.affiliateId);
  expect(owed).toHaveLength(1);
  for (const { affiliateId } of owed) {
    const { posted } = await balanceOf(app, affiliateAccount(affiliateId), 'USDC');
    expect(posted).toBe(earned);
    const [its] = await app
      .select()
      .from(commissions)
      .where(eq(commissions.affiliateId, affiliateId));
    expect(its?.status).toBe('PAYABLE');
  }
  const next = await execute(owed);
  await payoutsIn(next.executionId, 'SUBMITTED', 1);
  await chain.mine(3);
  await mineUntil(mined, next.executionId, ({ state }) => state === 'SETTLED');
  await expectPaidOnce(world, earners);
}, 60_000);
