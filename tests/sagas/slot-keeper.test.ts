/**
 * Goal: whatever happens to a transaction between signing and mining, each claim is paid once and the wallet
 * moves on. Method: real contracts on the in-process chain, which mines only when told to; real SQL on PGlite;
 * the in-process driver; the keeper is asked to work once per block, by hand.
 */
import { sql } from 'drizzle-orm';
import { parseTransaction } from 'viem';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { developmentAccounts } from '../../chain/development-keys.ts';
import type { KeeperReport, SlotKeeper } from '../../chain/keeper/slot-keeper.ts';
import { createLocalSigner } from '../../chain/local-signer.ts';
import { queryRows } from '../../db/database.ts';
import type { Address, Hex } from '../../domain/chain-port.ts';
import { storedTxHash } from '../../domain/chain-values.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { transfer } from '../harness/worlds/chain-fixture.ts';
import {
  openSagaWorld,
  type SagaWorld,
  type SagaWorldOptions,
} from '../harness/worlds/saga-world.ts';

const hex = z.templateLiteral(['0x', z.string()]);
const delivered = 1000n * 10n ** 18n;
const nothingDone = { resent: 0, bumped: 0, filled: 0, ended: 0, signalled: 0 };
let world: SagaWorld;
let keeper: SlotKeeper;

afterEach(async () => {
  await expectBalancedLedger({ db: world.database.app });
  await world[Symbol.asyncDispose]();
});

async function open(options: SagaWorldOptions = {}): Promise<void> {
  world = await openSagaWorld({ mineByHand: true, ...options });
  keeper = world.openKeeper();
  await automine(false);
}

const rpc = (method: string, ...params: unknown[]) => world.fixture.node.rpc(method, ...params);
const automine = (on: boolean) => rpc('evm_setAutomine', on);

/** Mines one block and lets the keeper look at it. */
async function block(): Promise<KeeperReport> {
  await rpc('evm_mine');
  return (await keeper.tick()) ?? nothingDone;
}

/** Blocks, each looked at, until it is so. */
async function blocksUntil(isSo: () => Promise<boolean>): Promise<void> {
  let blocks = 0;
  const look = async () => {
    if (await isSo()) return true;
    if (blocks === 60) throw new Error(`Expected it to be so after ${blocks} blocks`);
    await block();
    blocks += 1;
    return false;
  };
  // It is the blocks that are to run out, on a busy machine as well.
  const patience = { timeoutMs: 120_000, everyMs: 30, state: () => ({ blocks }) };
  await until(look, { what: isSo.toString(), ...patience });
}

interface Claim {
  readonly id: string;
  readonly wallet: Address;
}

interface Paid {
  readonly wallet: Address;
  readonly txHash: Hex;
}

/** Wallets that are registered and have paid, deep enough. */
async function paid(count: number): Promise<Paid[]> {
  const { fixture } = world;
  const wallets: Paid[] = [];
  await automine(true);
  for (const { address: wallet, privateKey } of developmentAccounts.slice(3, 3 + count)) {
    await world.enter(wallet);
    const payment = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
    const { txHash } = await fixture.send(createLocalSigner(privateKey), payment);
    wallets.push({ wallet, txHash });
  }
  await rpc('evm_mine');
  await automine(false);
  return wallets;
}

/** Starts a claim and waits until it has come as far as `underWay`. */
async function start(claim: Paid, underWay = isSent): Promise<Claim> {
  const id = await world.start(claim);
  await expect.poll(() => underWay(id), { timeout: 10_000 }).toBe(true);
  return { id, wallet: claim.wallet };
}

/** Claims under way, with nonces in this order. */
async function claims(count: number, underWay = isSent): Promise<Claim[]> {
  const started: Claim[] = [];
  for (const claim of await paid(count)) started.push(await start(claim, underWay));
  return started;
}

async function isSent(id: string): Promise<boolean> {
  const [slot] = await slotsOf(id);
  return slot?.attempts.some((attempt) => attempt.sent) ?? false;
}

/** Mines until all claims have ended, and expects each to be settled and paid once. */
async function allPaidOnce(started: readonly Claim[]): Promise<void> {
  const open = sql`select count(*)::int as open from intents where state not in ('SETTLED', 'FAILED')`;
  await blocksUntil(async () => {
    const [found] = await queryRows(world.database.app, open, z.object({ open: z.number() }));
    return found?.open === 0;
  });
  const { chain, tokens } = world.fixture;
  for (const { id, wallet } of started) {
    expect((await world.ended(id)).state).toBe('SETTLED');
    expect(await chain.erc20Balance(tokens.sge, wallet)).toBe(delivered);
    const ended = await slotsOf(id);
    expect(ended.filter((slot) => slot.state === 'EFFECTIVE')).toHaveLength(1);
  }
}

const slotRow = z.object({
  intent_id: z.string().nullable(),
  nonce: z.coerce.number(),
  state: z.string(),
  end_reason: z.string().nullable(),
  attempts: z.array(
    z.object({ purpose: z.string(), raw: z.string(), tx_hash: storedTxHash, sent: z.boolean() }),
  ),
});

/** All slots by nonce, with their attempts in order. */
function slots() {
  return queryRows(
    world.database.app,
    sql`select s.intent_id, s.nonce, s.state, s.end_reason, (
        select coalesce(jsonb_agg(jsonb_build_object('purpose', a.purpose, 'raw', a.raw_transaction,
          'tx_hash', a.tx_hash, 'sent', a.broadcast_at is not null) order by a.ordinal), '[]')
          from attempts a where a.slot_id = s.id) as attempts
      from slots s order by s.nonce`,
    slotRow,
  );
}

async function slotsOf(intentId: string) {
  return (await slots()).filter((slot) => slot.intent_id === intentId);
}

/** Findings of a code, oldest first: whether each is still open. */
async function findings(code: string): Promise<boolean[]> {
  const rows = await queryRows(
    world.database.app,
    sql`select closed_at is null as open from findings where code = ${code} order by opened_at`,
    z.object({ open: z.boolean() }),
  );
  return rows.map((row) => row.open);
}

/** What is posted to the program's gas expense. */
async function gasPosted(): Promise<bigint> {
  const account = programAccount(world.programId, 'gas_expense');
  return (await balanceOf(world.database.app, account, 'ETH')).posted;
}

test('a transaction the pool has lost is sent again, the same bytes', async () => {
  await open();
  const started = await claims(2);
  const [lost] = await slots();
  await rpc('anvil_dropTransaction', lost?.attempts[0]?.tx_hash);
  expect(await block()).toEqual({ ...nothingDone, resent: 1 });
  expect(await block()).toEqual(nothingDone);
  await allPaidOnce(started);
  expect((await slots()).map((slot) => slot.attempts.length)).toEqual([1, 1]);
});

test('when gas gets tenfold dearer, what waits is offered for more, and is the same call', async () => {
  await open({ keeper: { bumpAfterBlocks: 2 } });
  const started = await claims(3);
  await rpc('anvil_setNextBlockBaseFeePerGas', '0x6fc23ac00');
  expect(await block()).toEqual(nothingDone);
  expect(await block()).toEqual({ ...nothingDone, bumped: 3 });
  await allPaidOnce(started);
  for (const { attempts } of await slots()) {
    const [first, second] = attempts.map(({ raw }) => parseTransaction(hex.parse(raw)));
    const { maxFeePerGas: before = 0n, ...call } = first ?? {};
    const { maxFeePerGas: after = 0n, ...again } = second ?? {};
    expect(attempts).toHaveLength(2);
    expect(after * 8n).toBeGreaterThanOrEqual(before * 9n);
    const same = ['to', 'data', 'gas', 'nonce', 'chainId', 'value'] as const;
    expect(same.map((field) => again[field])).toEqual(same.map((field) => call[field]));
  }
});

test('at the highest price the platform offers nothing more is signed, a finding says so, and it closes', async () => {
  await open({
    keeper: { bumpAfterBlocks: 2 },
    aroundChain: (chain) => ({
      ...chain,
      async feeMarket() {
        const market = await chain.feeMarket();
        const cap = 3_000_000_000n;
        const maxFeePerGas = market.maxFeePerGas < cap ? market.maxFeePerGas : cap;
        return { ...market, maxFeePerGas, maxFeePerGasCap: cap };
      },
    }),
  });
  const started = await claims(1);
  await rpc('anvil_setNextBlockBaseFeePerGas', '0x6fc23ac00');
  for (let count = 0; count < 6; count += 1) await block();
  expect(await findings('FEE_CAP_REACHED')).toEqual([true]);
  const signed = (await slots())[0]?.attempts.length ?? 0;
  await block();
  expect((await slots())[0]?.attempts).toHaveLength(signed);
  await rpc('anvil_setNextBlockBaseFeePerGas', '0x1');
  await allPaidOnce(started);
  expect(await findings('FEE_CAP_REACHED')).toEqual([false]);
});

test('a gap before a stored transaction is filled, and the one who was too slow gets another nonce', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let holding = true;
  await open({
    keeper: { gapAfterMs: 0 },
    async crash(point) {
      if (point !== 'submitTransaction:reserved' || !holding) return;
      holding = false;
      await held;
    },
  });
  const [first, second] = await paid(2);
  if (first === undefined || second === undefined) throw new Error('Expected two payments');
  const slow = await start(first, async (id) => (await slotsOf(id)).length === 1);
  const fast = await start(second);
  expect(await block()).toMatchObject({ filled: 1 });
  expect(await findings('NONCE_GAP')).toEqual([true]);
  // The slow one signs now, for a nonce that is given away.
  release();
  await allPaidOnce([slow, fast]);
  expect(await findings('NONCE_GAP')).toEqual([false]);
  const [gap, behind, another] = await slots();
  expect(gap).toMatchObject({ intent_id: slow.id, state: 'WITHOUT_EFFECT' });
  expect(gap).toMatchObject({ end_reason: 'CANCELLED', attempts: [{ purpose: 'CANCEL' }] });
  expect(behind).toMatchObject({ intent_id: fast.id, end_reason: 'EFFECT' });
  expect(another).toMatchObject({ intent_id: slow.id, end_reason: 'EFFECT' });
  expect(await gasPosted()).toBe(await gasSpent());
});

/** What the chain took from the wallet for all its transactions. */
async function gasSpent(): Promise<bigint> {
  let spent = 0n;
  for (const { attempts } of await slots()) {
    for (const { tx_hash: txHash } of attempts) {
      const receipt = await world.fixture.chain.receipt(txHash);
      if (receipt !== null) spent += receipt.gasUsed * receipt.effectiveGasPrice;
    }
  }
  return spent;
}

test('nonces that were given out and have no slot are filled', async () => {
  await open({ keeper: { gapAfterMs: 0 } });
  await world.database.app.execute(sql`update signers set next_nonce = next_nonce + 2`);
  const started = await claims(1);
  expect(await block()).toMatchObject({ filled: 2 });
  await allPaidOnce(started);
  await blocksUntil(async () => (await slots()).every((slot) => slot.state !== 'OPEN'));
  expect((await slots()).map((slot) => slot.end_reason)).toEqual([
    'CANCELLED',
    'CANCELLED',
    'EFFECT',
  ]);
  expect(await findings('NONCE_GAP')).toEqual([false, false]);
});

test('a nonce taken by a stranger is found out by what took it, and the claim gets another', async () => {
  await open();
  const { fixture } = world;
  const started = await claims(3);
  const nonce = (await slots())[1]?.nonce ?? -1;
  const call = fixture.chain.encode(transfer(fixture.tokens.sge, walletNumber(0xbad), 1n));
  const foreign = await fixture.sign(fixture.minter, call, { nonce, feeFactor: 3n });
  await fixture.chain.broadcast(foreign.raw);
  await allPaidOnce(started);
  expect(await findings('NONCE_TAKEN')).toEqual([true]);
  const all = await slots();
  expect(all.map((slot) => slot.end_reason)).toEqual(['EFFECT', 'TAKEN', 'EFFECT', 'EFFECT']);
  expect(all[3]?.intent_id).toBe(all[1]?.intent_id);
});

test('after a stranger has used nonces ahead, the next ones are asked of the chain', async () => {
  await open();
  const { fixture } = world;
  await automine(true);
  for (let count = 0; count < 3; count += 1) {
    await fixture.send(fixture.minter, transfer(fixture.tokens.sge, walletNumber(0xbad), 1n));
  }
  await automine(false);
  const started = await claims(2, async (id) => (await slotsOf(id))[0]?.attempts.length === 1);
  await allPaidOnce(started);
  const nonces = (await slots()).map((slot) => slot.nonce);
  expect(await fixture.chain.nonce(fixture.minter.address, 'latest')).toBe(Math.max(...nonces) + 1);
});

test('a cancelled delivery is lost, the intent signs another, and is paid once', async () => {
  await open();
  const started = await claims(2);
  const [first] = started;
  const row = await world.database.app.query.intents.findFirst({
    where: (intent, { eq }) => eq(intent.id, first?.id ?? ''),
  });
  const run = { intentId: first?.id ?? '', runId: row?.runId ?? '', runFence: row?.runFence ?? 0 };
  expect(await world.activities.cancelTransaction(run)).toEqual({ status: 'cancelling' });
  expect(await world.activities.cancelTransaction(run)).toEqual({ status: 'cancelling' });
  const [cancelled] = await slots();
  expect(cancelled?.attempts.map(({ purpose }) => purpose)).toEqual(['CALL', 'CANCEL']);
  await allPaidOnce(started);
  expect((await slots()).map((slot) => slot.end_reason)).toEqual(['CANCELLED', 'EFFECT', 'EFFECT']);
  expect(await gasPosted()).toBe(await gasSpent());
  expect(await world.activities.cancelTransaction(run)).toEqual({ status: 'none' });
});

test('one process at a time keeps the wallet, a block is looked at once, and a successor takes over', async () => {
  await open();
  const successor = world.openKeeper();
  await rpc('evm_mine');
  expect(await keeper.tick()).toEqual(nothingDone);
  expect(await keeper.tick()).toBeNull();
  expect(await successor.tick()).toBeNull();
  await keeper.close();
  expect(await successor.tick()).toEqual(nothingDone);
  await rpc('evm_mine');
  expect(await keeper.tick()).toBeNull();
  await world.database.app.execute(
    sql`update signers set kept_until = now() - interval '1 second'`,
  );
  expect(await keeper.tick()).toEqual(nothingDone);
});

test('who has died is succeeded when the lease is over, which the settings say', async () => {
  await open({ keeper: { leaseMs: 0 } });
  const successor = world.openKeeper();
  await rpc('evm_mine');
  expect(await keeper.tick()).toEqual(nothingDone);
  expect(await successor.tick()).toEqual(nothingDone);
});

test('a wallet without money for gas is a finding; with money everything goes on by itself', async () => {
  await open();
  const { fixture } = world;
  const balance = await fixture.chain.balance(fixture.minter.address);
  const started = await claims(1);
  const [poor] = await slots();
  await rpc('anvil_dropTransaction', poor?.attempts[0]?.tx_hash);
  await rpc('anvil_setBalance', fixture.minter.address, '0x0');
  await block();
  expect(await findings('WALLET_SHORT')).toEqual([true]);
  await rpc('anvil_setBalance', fixture.minter.address, `0x${balance.toString(16)}`);
  await allPaidOnce(started);
  expect(await findings('WALLET_SHORT')).toEqual([false]);
});
