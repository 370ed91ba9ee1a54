/**
 * Goal: two programs on one chain, delivered from one wallet, do not get into each other's way: each is paid at its own
 * address, waits for its own depth, and spends its own inventory. Method: real contracts on the in-process chain,
 * PGlite, the in-process driver; the books of both against what they were paid and have delivered.
 */
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { deployIdentityToken } from '../../chain/deploy.ts';
import { payments } from '../../db/schema/intents.ts';
import { programs, users } from '../../db/schema/programs.ts';
import { type Address, CallReverts, type Hex } from '../../domain/chain-port.ts';
import { type ProgramAccount, programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { deployer, freshAddress, other, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import {
  openSagaWorld,
  type SagaWorld,
  type SagaWorldOptions,
} from '../harness/worlds/saga-world.ts';

const [fee, otherFee] = [100_000_000n, 30_000_000n];
const [delivery, otherDelivery] = [1000n * 10n ** 18n, 7n * 10n ** 18n];
const otherTreasury = freshAddress();
let world: SagaWorld;
let otherId: string;
afterEach(async () => {
  await expectBalancedLedger({ db: world.database.app });
  await world[Symbol.asyncDispose]();
});

interface Opened extends SagaWorldOptions {
  readonly confirmations?: number;
  readonly inventory?: bigint;
}

async function open({ confirmations = 3, inventory = 100n * otherDelivery, ...options }: Opened) {
  world = await openSagaWorld(options);
  otherId = await world.openProgram({
    slug: 'other',
    treasuryAddress: otherTreasury,
    feeAmount: otherFee,
    claimAmount: otherDelivery,
    confirmations,
    inventory,
  });
  await world.enter(payer.address);
  await world.enter(payer.address, 0n, otherId);
}

async function pay(to: Address, amount: bigint, from = payer): Promise<Hex> {
  const call = transfer(world.fixture.tokens.usdc, to, amount);
  return (await world.fixture.send(from.signer, call)).txHash;
}

const posted = async (programId: string, account: ProgramAccount, asset = 'USDC') =>
  (await balanceOf(world.database.app, programAccount(programId, account), asset)).posted;
const tokensOf = (wallet: Address) =>
  world.fixture.chain.erc20Balance(world.fixture.tokens.sge, wallet);

test('one wallet claims in both: each books its own fee and delivers from its own inventory', async () => {
  await open({});
  const [inventory, otherInventory] = await Promise.all([
    posted(world.programId, 'token_inventory', 'SGE'),
    posted(otherId, 'token_inventory', 'SGE'),
  ]);
  const here = await pay(world.fixture.minter.address, fee);
  const there = await pay(otherTreasury, otherFee);
  const ids = await Promise.all([
    world.start({ wallet: payer.address, txHash: here }),
    world.start({ wallet: payer.address, txHash: there, programId: otherId }),
  ]);
  const ends = await Promise.all(ids.map((id) => world.ended(id)));
  expect(ends.map(({ state }) => state)).toEqual(['SETTLED', 'SETTLED']);
  expect(await tokensOf(payer.address)).toBe(delivery + otherDelivery);
  const books = ['treasury', 'suspense', 'revenue'] as const;
  const of = (programId: string) => Promise.all(books.map((account) => posted(programId, account)));
  expect(await of(world.programId)).toEqual([fee, 0n, fee]);
  expect(await of(otherId)).toEqual([otherFee, 0n, otherFee]);
  expect(await posted(world.programId, 'token_inventory', 'SGE')).toBe(inventory - delivery);
  expect(await posted(otherId, 'token_inventory', 'SGE')).toBe(otherInventory - otherDelivery);
});

test('a payment at the one address does not count in the other program, nor twice', async () => {
  await open({});
  const there = await pay(otherTreasury, fee);
  const wrong = await world.start({ wallet: payer.address, txHash: there });
  expect((await world.ended(wrong)).failureCode).toBe('PAYMENT_MISMATCH');
  const right = { wallet: payer.address, txHash: there, programId: otherId, key: 'right' };
  expect((await world.ended(await world.start(right))).state).toBe('SETTLED');
  // What was paid too much stays in suspense, in the program it was paid to.
  expect(await posted(otherId, 'suspense')).toBe(fee - otherFee);
  expect(await posted(world.programId, 'treasury')).toBe(0n);
});

test('a program whose inventory is used up parks, while the wallet and the other program have enough', async () => {
  await open({ inventory: otherDelivery });
  await world.enter(other.address, 0n, otherId);
  const claims: string[] = [];
  for (const from of [payer, other]) {
    const txHash = await pay(otherTreasury, otherFee, from);
    const claim = await world.start({ wallet: from.address, txHash, programId: otherId });
    claims.push(claim);
    await world.ended(claim);
  }
  const [first, second] = await Promise.all(claims.map((id) => world.ended(id)));
  expect(first?.state).toBe('SETTLED');
  expect(second).toMatchObject({ state: 'LOCKED', parked: true });
  const here = await pay(world.fixture.minter.address, fee);
  const id = await world.start({ wallet: payer.address, txHash: here });
  expect((await world.ended(id)).state).toBe('SETTLED');
  expect(await posted(otherId, 'token_inventory', 'SGE')).toBe(0n);
});

test('each waits for its own depth', async () => {
  await open({ mineByHand: true, confirmations: 25 });
  const here = await pay(world.fixture.minter.address, fee);
  const there = await pay(otherTreasury, otherFee);
  const slow = await world.start({ wallet: payer.address, txHash: there, programId: otherId });
  const quick = await world.start({ wallet: payer.address, txHash: here });
  const booked = async (txHash: Hex) =>
    (await world.database.app.select().from(payments).where(eq(payments.txHash, txHash))).length;
  const mine = () => world.fixture.node.rpc('evm_mine');
  await mine();
  await expect.poll(() => booked(here), { timeout: 10_000 }).toBe(1);
  expect(await booked(there)).toBe(0);
  const blocks = setInterval(() => void Promise.all(Array.from({ length: 3 }, mine)), 100);
  try {
    const ends = await Promise.all([quick, slow].map((id) => world.ended(id)));
    expect(ends.map(({ state }) => state)).toEqual(['SETTLED', 'SETTLED']);
  } finally {
    clearInterval(blocks);
  }
});

test('a wallet gets one identity token in each program, also where programs share the contract', async () => {
  await open({});
  const { fixture, database } = world;
  const { endpoint } = fixture.node;
  const { address: minter } = fixture.minter;
  const identityTokenAddress = await deployIdentityToken({ endpoint, deployer, minter });
  const ownId = await world.openProgram({ slug: 'own' });
  await database.asOwner((owner) =>
    owner.update(programs).set({ identityTokenAddress }).where(eq(programs.id, ownId)),
  );
  const ends: (string | null)[] = [];
  const sharingId = await world.openProgram({ slug: 'sharing' });
  for (const programId of [sharingId, ownId, await world.openProgram({ slug: 'late' })]) {
    const { state, failureCode } = await world.ended(
      await world.register(other.address, programId),
    );
    ends.push(failureCode ?? state);
  }
  expect(ends).toEqual(['SETTLED', 'SETTLED', 'SETTLED']);
  const tokens = await database.app.select().from(users).where(eq(users.wallet, other.address));
  const shared = tokens
    .filter(({ programId }) => programId !== ownId)
    .map(({ tokenId }) => tokenId);
  expect(shared.sort()).toEqual([1n, 2n]);
  expect(await fixture.chain.identityTokenOf(identityTokenAddress, other.address)).toBe(1n);
  expect(await fixture.chain.identityTokenOf(fixture.tokens.sgeid, other.address)).toBe(1n);
});

test('where a contract gives a wallet one token only, a registration that comes too late says so', async () => {
  await open({
    aroundChain: (chain) => ({
      ...chain,
      estimate: () => Promise.reject(new CallReverts('one for each wallet')),
      identityTokenOf: () => Promise.resolve(7n),
    }),
  });
  const { state, failureCode } = await world.ended(await world.register(other.address));
  expect([state, failureCode]).toEqual(['FAILED', 'IDENTITY_TOKEN_EXISTS']);
});
