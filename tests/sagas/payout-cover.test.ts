/**
 * Goal: nothing of a chunk is signed unless the platform's wallet has what all of it takes, tokens and gas, beyond what it
 * has promised already: otherwise the last ones revert and cost their gas. Method: the steps of batches taken by hand on
 * the in-process chain, with wallets that are a little short; exact balances.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TreasuryShort } from '../../activities/payouts/cover-chunk.ts';
import { slots } from '../../db/schema/chain.ts';
import { payouts } from '../../db/schema/payouts.ts';
import { newId } from '../../domain/ids.ts';
import { countRows } from '../harness/samples/ledger-fixtures.ts';
import {
  approvedBatch,
  beginExecution,
  earned,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
} from '../harness/samples/payout-batches.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

let world: SagaWorld;
let chain: ReorgChain;
beforeAll(async () => {
  world = await openSagaWorld({ mineByHand: true });
  chain = await openReorgChain(world.fixture);
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Gives the platform's wallet tokens. */
async function fill(amount: bigint): Promise<void> {
  const { fixture } = world;
  const call = fixture.chain.encode(transfer(fixture.tokens.usdc, fixture.minter.address, amount));
  const funding = { from: payer.signer.address, ...call, gas: '0x30d40' };
  await fixture.node.rpc('eth_sendTransaction', funding);
  await chain.mine(2);
}

const has = async () =>
  await world.fixture.chain.erc20Balance(world.fixture.tokens.usdc, world.fixture.minter.address);

/** An execution of so many payouts that is open, and its steps. */
async function opened(count: number) {
  const { database, programId, activities } = world;
  const earners = await earnPayable(database.app, programId, count);
  const batchId = await approvedBatch(database.app, earners, { programId, period: nextPeriod() });
  const { intentId } = await beginExecution(database.app, programId, batchId);
  const run = { intentId, runId: newId(), runFence: 1 };
  const chunk = { run, after: null };
  await activities.openRun(run);
  await activities.openPayouts(chunk);
  const settle = async () => {
    await chain.mine(3);
    await expect
      .poll(
        async () => {
          await activities.askPayouts({ ...chunk, news: true });
          await activities.askPayouts({ ...chunk, news: false });
          await activities.settlePayouts(chunk).catch(() => null);
          return await activities.finishPayouts(run);
        },
        { timeout: 10_000 },
      )
      .toMatchObject({ finished: true, paid: count });
  };
  return {
    earners,
    settle,
    submit: () => activities.submitPayouts(chunk),
    send: () => activities.sendPayouts(chunk),
    signed: async () =>
      await countRows(
        database.app,
        sql`slots s join payouts p on p.intent_id = s.intent_id where p.batch_id = ${batchId}::uuid`,
      ),
    batchId,
  };
}

test('short of the sum, though not of one, nothing is signed; filled up, each is paid once', async () => {
  await fill(3n * earned - 1n - (await has()));
  const three = await opened(3);
  await expect(three.submit()).rejects.toThrow(TreasuryShort);
  expect(await three.signed()).toBe(0);
  await fill(1n);
  await three.submit();
  expect(await three.signed()).toBe(3);
  await three.send();
  await three.settle();
  await expectPaidOnce(world, three.earners);
  expect(await has()).toBe(0n);
});

test('what is promised and not mined yet is not there for others', async () => {
  await fill(2n * earned - 1n);
  const [first, second] = [await opened(1), await opened(1)];
  await first.submit();
  await expect(second.submit()).rejects.toThrow(TreasuryShort);
  await first.send();
  await expect(second.submit()).rejects.toThrow(TreasuryShort);
  expect(await second.signed()).toBe(0);
  await fill(1n);
  // The first has left: what the wallet has now is the second's.
  await expect.poll(() => second.submit().catch(() => null), { timeout: 10_000 }).not.toBeNull();
  await second.send();
  await first.settle();
  await second.settle();
  await expectPaidOnce(world, [...first.earners, ...second.earners]);
  expect(await has()).toBe(0n);
});

test('the gas of all is there, too, or nothing is signed', async () => {
  await fill(2n * earned);
  const { fixture, database } = world;
  const two = await opened(2);
  const [one] = await database.app.select().from(payouts).where(eq(payouts.batchId, two.batchId));
  const call = transfer(fixture.tokens.usdc, fixture.minter.address, one?.amount ?? 0n);
  const { gas, maxFeePerGas } = await fixture.chain.estimate(fixture.minter.address, call);
  const setBalance = async (wei: bigint) =>
    await fixture.node.rpc('anvil_setBalance', fixture.minter.address, `0x${wei.toString(16)}`);
  await setBalance((gas * maxFeePerGas * 3n) / 2n);
  await expect(two.submit()).rejects.toThrow('ETH for gas');
  expect(await two.signed()).toBe(0);
  const open = await database.app.select().from(slots).where(eq(slots.state, 'OPEN'));
  expect(open).toEqual([]);
  await setBalance(10n ** 19n);
  await two.submit();
  await two.send();
  await two.settle();
  await expectPaidOnce(world, two.earners);
});
