/**
 * Goal: what a wallet pays to the treasury is in the books, also where it pays for no claim, and is not lost for the
 * wallet: a claim that can use it takes it over. Method: real contracts on the in-process chain, PGlite, the
 * in-process driver; the treasury's books against the payments after each.
 */
import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { standingBooking } from '../../activities/give-up-payment.ts';
import { walletStatus } from '../../db/queries/wallet-status.ts';
import { payments } from '../../db/schema/intents.ts';
import { programs } from '../../db/schema/programs.ts';
import type { Hex } from '../../domain/chain-port.ts';
import { type ProgramAccount, programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { balanceOf } from '../../ledger/balances.ts';
import type { CrashPoint } from '../../platform/crash-points.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { other, payer, transfer } from '../harness/worlds/chain-fixture.ts';
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

async function pay(amount = fee, asset: 'usdc' | 'usdt' = 'usdc'): Promise<Hex> {
  const { fixture } = world;
  const call = transfer(fixture.tokens[asset], fixture.minter.address, amount);
  return (await fixture.send(payer.signer, call)).txHash;
}

interface Claim {
  readonly txHash: Hex;
  readonly key?: string;
  readonly tokenType?: 'USDC' | 'USDT';
  readonly wallet?: typeof payer.address;
}
const start = (claim: Claim) => world.start({ wallet: payer.address, ...claim });
async function endOf(claim: Claim): Promise<string> {
  const { state, failureCode } = await world.ended(await start(claim));
  return failureCode ?? state;
}

async function posted(account: ProgramAccount, asset = 'USDC'): Promise<bigint> {
  const name = programAccount(world.programId, account);
  return (await balanceOf(world.database.app, name, asset)).posted;
}
const statusOf = async (txHash: Hex) =>
  (await world.database.app.select().from(payments).where(eq(payments.txHash, txHash))).map(
    ({ status }) => status,
  );
const isPaid = async () =>
  (await walletStatus(world.database.app, world.programId, payer.address)).paid;

test('a payment of too little goes to suspense, and does not count as paid', async () => {
  await open();
  const txHash = await pay(fee - 1n);
  expect(await endOf({ txHash })).toBe('PAYMENT_MISMATCH');
  expect(await statusOf(txHash)).toEqual(['SUSPENSE']);
  expect([await posted('treasury'), await posted('suspense')]).toEqual([fee - 1n, fee - 1n]);
  expect(await isPaid()).toBe(false);
  expect(await endOf({ txHash, key: 'again' })).toBe('PAYMENT_MISMATCH');
  expect(await posted('suspense')).toBe(fee - 1n);
});

test('a payment from before the registration goes to suspense', async () => {
  await open();
  const txHash = await pay();
  await world.database.app.execute(sql`update users set registered_block = 1000000`);
  expect(await endOf({ txHash })).toBe('PAYMENT_TOO_OLD');
  expect([await posted('treasury'), await posted('suspense')]).toEqual([fee, fee]);
});

test('a payment in another token than was told goes to suspense, and pays for the claim that names it right', async () => {
  await open();
  const txHash = await pay(fee, 'usdt');
  expect(await endOf({ txHash })).toBe('PAYMENT_MISMATCH');
  expect(await posted('suspense', 'USDT')).toBe(fee);
  expect(await endOf({ txHash, key: 'right', tokenType: 'USDT' })).toBe('SETTLED');
  expect(await statusOf(txHash)).toEqual(['APPLIED']);
  const books = ['treasury', 'suspense', 'revenue'] as const;
  expect(await Promise.all(books.map((account) => posted(account, 'USDT')))).toEqual([
    fee,
    0n,
    fee,
  ]);
});

test('naming a payment of somebody else takes nothing from them', async () => {
  await open();
  await world.enter(other.address);
  const txHash = await pay();
  expect(await endOf({ txHash, wallet: other.address, key: 'theft' })).toBe('PAYMENT_MISMATCH');
  expect(await statusOf(txHash)).toEqual([]);
  expect(await endOf({ txHash })).toBe('SETTLED');
});

test('what may be meant for another program at the same address is left alone', async () => {
  await open();
  const { database, programId } = world;
  await database.asOwner(async (owner) => {
    const [program] = await owner.select().from(programs).where(eq(programs.id, programId));
    if (program === undefined) throw new Error('Expected the program to exist');
    await owner.insert(programs).values({ ...program, id: newId(), slug: 'neighbour' });
  });
  const txHash = await pay(fee - 1n);
  expect(await endOf({ txHash })).toBe('PAYMENT_MISMATCH');
  expect(await statusOf(txHash)).toEqual([]);
});

test('the reason stays the same when the run breaks off after the booking', async () => {
  let broken = false;
  const crash = (point: CrashPoint) => {
    if (point !== 'verifyPayment:booked' || broken) return Promise.resolve();
    broken = true;
    return Promise.reject(new Error('the process breaks off here'));
  };
  await open({ crash });
  expect(await endOf({ txHash: await pay(fee - 1n) })).toBe('PAYMENT_MISMATCH');
  expect(broken).toBe(true);
  expect(await posted('suspense')).toBe(fee - 1n);
});

test('the payment of a claim whose delivery failed pays for the next claim of the wallet, once', async () => {
  let failing = true;
  await open({
    aroundChain: (chain) => ({
      ...chain,
      estimate: async (from, call) => {
        const estimate = await chain.estimate(from, call);
        return failing ? { ...estimate, gas: 30_000n } : estimate;
      },
    }),
  });
  const txHash = await pay();
  const failed = await start({ txHash });
  expect((await world.ended(failed)).failureCode).toBe('TRANSACTION_REVERTED');
  expect(await isPaid()).toBe(true);
  failing = false;
  // Both are accepted before either has taken the claim slot.
  const next = await Promise.all(['b', 'c'].map((key) => start({ txHash, key })));
  const ends = await Promise.all(next.map((id) => world.ended(id)));
  expect(ends.map(({ state, failureCode }) => failureCode ?? state).sort()).toEqual([
    'PAYMENT_ALREADY_USED',
    'SETTLED',
  ]);
  expect(await statusOf(txHash)).toEqual(['APPLIED']);
  const books = ['treasury', 'suspense', 'revenue'] as const;
  expect(await Promise.all(books.map((account) => posted(account)))).toEqual([fee, 0n, fee]);
  // Should a reorganisation take it away now, it is the settled claim's booking that is taken back.
  const settled = ends.find(({ state }) => state === 'SETTLED');
  const { app } = world.database;
  expect(await standingBooking(app, settled?.id ?? '')).toContain(`:${settled?.id}`);
  await expect(standingBooking(app, failed)).rejects.toThrow('one booked payment, got 0');
});

test('a second payment of a wallet that has claimed stays in suspense', async () => {
  await open();
  const [first, second] = [await pay(), await pay(fee + 1n)];
  const ids = await Promise.all([first, second].map((txHash) => start({ txHash })));
  const ends = await Promise.all(ids.map((id) => world.ended(id)));
  expect(ends.map(({ state, failureCode }) => failureCode ?? state).sort()).toEqual([
    'ALREADY_CLAIMED',
    'SETTLED',
  ]);
  expect(await posted('treasury')).toBe(2n * fee + 1n);
  expect(await posted('revenue')).toBe(fee);
  expect(await posted('suspense')).toBe(fee + 1n);
});
