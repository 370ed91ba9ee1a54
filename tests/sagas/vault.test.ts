/**
 * Goal: a claim whose fee was paid through the claim vault settles, and a payment made where the wallet was told to pay
 * counts also after the program is configured to be paid elsewhere. Method: real contracts on the in-process chain,
 * PGlite, the in-process driver.
 */
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { deployClaimVault } from '../../chain/deploy.ts';
import { payments } from '../../db/schema/intents.ts';
import { programs, quotes } from '../../db/schema/programs.ts';
import type { Address, Hex } from '../../domain/chain-port.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { deployer, freshAddress, other, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
let world: SagaWorld;
afterEach(() => world[Symbol.asyncDispose]());

type Asset = 'USDC' | 'USDT';
const tokenOf = (asset: Asset) => world.fixture.tokens[asset === 'USDC' ? 'usdc' : 'usdt'];

/** A world whose program is paid through a vault; gives the vault. */
async function openWithVault(): Promise<Address> {
  world = await openSagaWorld();
  await world.enter(payer.address);
  const { node, tokens } = world.fixture;
  const vault = await deployClaimVault({
    endpoint: node.endpoint,
    deployer,
    owner: other.address,
    tokens: [tokens.usdc, tokens.usdt],
    fee,
  });
  await configure({ delivery: 'VAULT', vaultAddress: vault });
  return vault;
}

const configure = (change: Partial<typeof programs.$inferInsert>) =>
  world.database.app.update(programs).set(change).where(eq(programs.id, world.programId));

async function payThroughVault(vault: Address, asset: Asset, from = payer): Promise<Hex> {
  const { fixture } = world;
  const token = tokenOf(asset);
  const amount = fee.toString();
  const approve = { type: 'erc20.approve', token, spender: vault, amount } as const;
  await fixture.call(from.signer, fixture.chain.encode(approve));
  const claim = { type: 'vault.claim', vault, token, fee: amount } as const;
  return (await fixture.call(from.signer, fixture.chain.encode(claim))).txHash;
}

async function payTo(address: Address): Promise<Hex> {
  const call = transfer(tokenOf('USDC'), address, fee);
  return (await world.fixture.send(payer.signer, call)).txHash;
}

async function quote(recipient: Address, expiresAt = new Date(Date.now() + 60_000)): Promise<void> {
  const { programId } = world;
  const told = { wallet: payer.address, token: 'USDC', feeAmount: fee, recipient };
  await world.database.app
    .insert(quotes)
    .values({ id: newId(), programId, ...told, quotedBlock: 0n, expiresAt });
}

async function endOf(txHash: Hex, tokenType: Asset = 'USDC'): Promise<string> {
  const id = await world.start({ wallet: payer.address, txHash, tokenType });
  const { state, failureCode } = await world.ended(id);
  return failureCode ?? state;
}

test.each(['USDC', 'USDT'] as const)(
  'a fee paid through the vault in %s settles',
  async (asset) => {
    const vault = await openWithVault();
    const txHash = await payThroughVault(vault, asset);
    expect(await endOf(txHash, asset)).toBe('SETTLED');
    const { app } = world.database;
    const [payment] = await app.select().from(payments).where(eq(payments.txHash, txHash));
    expect(payment).toMatchObject({ recipient: vault, amount: fee, status: 'APPLIED' });
    const books = ['treasury', 'suspense', 'revenue'] as const;
    const posted = books.map((account) =>
      balanceOf(app, programAccount(world.programId, account), asset),
    );
    expect((await Promise.all(posted)).map((balance) => balance.posted)).toEqual([fee, 0n, fee]);
    expect(await world.fixture.chain.erc20Balance(world.fixture.tokens.sge, payer.address)).toBe(
      1000n * 10n ** 18n,
    );
  },
);

test('what was paid to the treasury before a vault took its place still counts', async () => {
  world = await openSagaWorld();
  await world.enter(payer.address);
  const txHash = await payTo(world.fixture.minter.address);
  await configure({ delivery: 'VAULT', vaultAddress: freshAddress() });
  expect(await endOf(txHash)).toBe('SETTLED');
});

test('what was paid through the vault still counts where the wallet was quoted it, and only there', async () => {
  const vault = await openWithVault();
  const txHash = await payThroughVault(vault, 'USDC');
  await configure({ delivery: 'TREASURY', vaultAddress: null });
  await quote(vault, new Date(Date.now() - 7_200_000));
  expect(await endOf(txHash)).toBe('PAYMENT_MISMATCH');
  await quote(vault);
  const again = await world.start({ wallet: payer.address, txHash, key: 'quoted' });
  expect((await world.ended(again)).state).toBe('SETTLED');
});

test('a treasury that was replaced counts for whom it was quoted to, and for claims accepted before', async () => {
  world = await openSagaWorld({ mineByHand: true });
  await world.enter(payer.address);
  const before = world.fixture.minter.address;
  const txHash = await payTo(before);
  const accepted = await world.start({ wallet: payer.address, txHash });
  await configure({ treasuryAddress: freshAddress() });
  const blocks = setInterval(() => void world.fixture.node.rpc('evm_mine'), 50);
  try {
    expect((await world.ended(accepted)).state).toBe('SETTLED');
  } finally {
    clearInterval(blocks);
  }
});
