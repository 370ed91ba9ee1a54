/**
 * Goal: a claim that can not succeed fails with a stable reason, gives back what it held, and leaves a
 * balanced ledger; one that may succeed later parks. Method: real contracts on the in-process chain,
 * real SQL on PGlite, the in-process driver.
 */
import { sql } from 'drizzle-orm';
import { encodeFunctionData } from 'viem';
import { afterEach, expect, test } from 'vitest';
import { falseToken } from '../../chain/contracts/false-token.generated.ts';
import { type Address, CallReverts } from '../../domain/chain-port.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { openedDecision } from '../harness/actors/decisions.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { hashNumber } from '../harness/samples/writes.ts';
import { deployer, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import {
  openSagaWorld,
  type SagaWorld,
  type SagaWorldOptions,
} from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
let world: SagaWorld;

afterEach(async () => {
  await expectBalancedLedger({ db: world.database.app });
  await world[Symbol.asyncDispose]();
});

async function open(options?: SagaWorldOptions): Promise<void> {
  world = await openSagaWorld(options);
  await world.enter(payer.address);
}

async function pay(amount = fee): Promise<`0x${string}`> {
  const { fixture } = world;
  return (
    await fixture.send(payer.signer, transfer(fixture.tokens.usdc, fixture.minter.address, amount))
  ).txHash;
}

async function failureOf(intentId: string): Promise<string | null> {
  const ended = await world.ended(intentId);
  expect(ended.state).toBe('FAILED');
  return ended.failureCode;
}

async function held(): Promise<bigint> {
  return (
    await balanceOf(world.database.app, programAccount(world.programId, 'token_inventory'), 'SGE')
  ).held;
}

test('a hash no node knows fails as PAYMENT_NOT_FOUND once its time is over', async () => {
  await open({ paymentWaitMs: 0 });
  expect(await failureOf(await world.start({ wallet: payer.address, txHash: hashNumber(1) }))).toBe(
    'PAYMENT_NOT_FOUND',
  );
});

test('a payment older than the registration fails as PAYMENT_TOO_OLD', async () => {
  await open();
  const txHash = await pay();
  await world.database.app.execute(sql`update users set registered_block = 1000000`);
  expect(await failureOf(await world.start({ wallet: payer.address, txHash }))).toBe(
    'PAYMENT_TOO_OLD',
  );
});

test('a reverted payment fails as PAYMENT_REVERTED', async () => {
  await open();
  const { fixture } = world;
  const call = fixture.chain.encode(
    transfer(fixture.tokens.usdc, fixture.minter.address, 10n ** 30n),
  );
  const receipt = await fixture.call(payer.signer, call, { gas: 200_000n });
  expect(receipt.status).toBe('reverted');
  expect(
    await failureOf(await world.start({ wallet: payer.address, txHash: receipt.txHash })),
  ).toBe('PAYMENT_REVERTED');
});

test('a delivery that reverts on chain fails as TRANSACTION_REVERTED: hold and slot are given back, gas is booked', async () => {
  await open({
    aroundChain: (chain) => ({
      ...chain,
      estimate: async (from, call) => ({ ...(await chain.estimate(from, call)), gas: 30_000n }),
    }),
  });
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  expect(await failureOf(id)).toBe('TRANSACTION_REVERTED');
  expect(await held()).toBe(0n);
  const gas = await balanceOf(
    world.database.app,
    programAccount(world.programId, 'gas_expense'),
    'ETH',
  );
  expect(gas.posted).toBeGreaterThan(0n);
  const suspense = await balanceOf(
    world.database.app,
    programAccount(world.programId, 'suspense'),
    'USDC',
  );
  expect(suspense.posted).toBe(fee);
});

test('a program token that returns false fails as TRANSFER_LOG_MISSING, not as delivered', async () => {
  let token: Address | undefined;
  await open({
    programToken: async (fixture) => {
      token = await fixture.deploy(falseToken);
      const mint = encodeFunctionData({
        abi: falseToken.abi,
        functionName: 'mint',
        args: [fixture.minter.address, 10n ** 24n],
      });
      await fixture.call(deployer.signer, { to: token, data: mint });
      const refuse = encodeFunctionData({
        abi: falseToken.abi,
        functionName: 'setRefuses',
        args: [payer.address, true],
      });
      await fixture.call(deployer.signer, { to: token, data: refuse });
      return token;
    },
  });
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  expect(await failureOf(id)).toBe('TRANSFER_LOG_MISSING');
  expect(await held()).toBe(0n);
});

test('a wallet whose claim failed may claim again with another payment', async () => {
  await open();
  const first = await world.start({ wallet: payer.address, txHash: await pay(fee - 1n) });
  expect(await failureOf(first)).toBe('PAYMENT_MISMATCH');
  const second = await world.start({ wallet: payer.address, txHash: await pay() });
  expect((await world.ended(second)).state).toBe('SETTLED');
});

test('a chain that does not answer parks the intent; a decision to retry settles it', async () => {
  let away = true;
  await open({
    aroundChain: (chain) => ({
      ...chain,
      estimate: (from, call) =>
        away ? Promise.reject(new Error('the node is away')) : chain.estimate(from, call),
    }),
  });
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  const parked = await world.ended(id);
  expect(parked).toMatchObject({ parked: true, state: 'LOCKED' });
  expect(parked.parkedReason).toContain('the node is away');
  away = false;
  await world.orchestrator.decide(parked.workflowId, 'decision-1', openedDecision('retry'));
  expect((await world.ended(id)).state).toBe('SETTLED');
});

test('abandoning a parked claim fails it while no money has left, and keeps the payment in suspense', async () => {
  await open({
    aroundChain: (chain) => ({ ...chain, estimate: () => Promise.reject(new Error('away')) }),
  });
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  const parked = await world.ended(id);
  await world.orchestrator.decide(parked.workflowId, 'decision-1', openedDecision('abandon'));
  await expect
    .poll(async () => (await world.ended(id)).failureCode, { timeout: 5000 })
    .toBe('ABANDONED');
  expect(await held()).toBe(0n);
});

test('abandoning is refused once a transaction is signed: the intent stays parked', async () => {
  let away = false;
  await open({
    aroundChain: (chain) => ({
      ...chain,
      broadcast: (raw) => (away ? Promise.reject(new Error('away')) : chain.broadcast(raw)),
    }),
  });
  away = true;
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  const parked = await world.ended(id);
  expect(parked).toMatchObject({ parked: true, state: 'SUBMITTED' });
  await world.orchestrator.decide(parked.workflowId, 'decision-1', openedDecision('abandon'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await world.ended(id)).toMatchObject({ parked: true, state: 'SUBMITTED' });
  away = false;
  await world.orchestrator.decide(parked.workflowId, 'decision-2', openedDecision('retry'));
  await expect.poll(async () => (await world.ended(id)).state, { timeout: 10_000 }).toBe('SETTLED');
});

test('a delivery that would revert parks after a few tries, long before the time for tries is over', async () => {
  let tries = 0;
  await open({
    retryWindowMs: 3_600_000,
    aroundChain: (chain) => ({
      ...chain,
      estimate: () => {
        tries += 1;
        return Promise.reject(new CallReverts('transfer: the token is paused'));
      },
    }),
  });
  const id = await world.start({ wallet: payer.address, txHash: await pay() });
  const parked = await world.ended(id);
  expect(parked).toMatchObject({ parked: true, state: 'LOCKED' });
  expect(parked.parkedReason).toBe('RetriesExhausted: CallReverts: transfer: the token is paused');
  expect(tries).toBe(8);
});
