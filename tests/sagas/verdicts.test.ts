/**
 * Goal: nothing that was signed counts as lost, cancelled or failed on the word of one answer: not while an attempt that
 * was added meanwhile has used the nonce, and not by a receipt of a block that is no part of the chain. Method:
 * sagas on the in-process chain mined by hand; the node's answers to activities and keeper are bent, or come late.
 */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { SlotKeeper } from '../../chain/keeper/slot-keeper.ts';
import { queryRows } from '../../db/database.ts';
import type { Chain, Hex, ReceiptView } from '../../domain/chain-port.ts';
import { storedTxHash } from '../../domain/chain-values.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { countRows } from '../harness/samples/ledger-fixtures.ts';
import { hashNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const delivered = 1000n * 10n ** 18n;
let world: SagaWorld;
let keeper: SlotKeeper;
/** What stands before the node's answers; none by itself. */
let bent: Partial<Chain>;
/** How often a receipt was asked for while the answers were bent. */
let asked: number;

beforeEach(async () => {
  bent = {};
  asked = 0;
  world = await openSagaWorld({
    mineByHand: true,
    keeper: { bumpAfterBlocks: 2, gapAfterMs: 0 },
    aroundChain: (real) => ({
      ...real,
      receipt: (hash) => {
        asked += 1;
        return (bent.receipt ?? real.receipt)(hash);
      },
      nonceAt: (...place) => (bent.nonceAt ?? real.nonceAt)(...place),
      transactionOf: (...place) => (bent.transactionOf ?? real.transactionOf)(...place),
    }),
  });
  keeper = world.openKeeper();
});
afterEach(async () => {
  await expectBalancedLedger({ db: world.database.app });
  await world[Symbol.asyncDispose]();
});

const rpc = (method: string, ...params: unknown[]) => world.fixture.node.rpc(method, ...params);

const slotRow = z.object({
  id: z.string(),
  nonce: z.coerce.number(),
  state: z.string(),
  end_reason: z.string().nullable(),
  hashes: z.array(storedTxHash),
});

/** All slots, by nonce, with what was signed in them. */
const slots = () =>
  queryRows(
    world.database.app,
    sql`select s.id, s.nonce, s.state, s.end_reason, (
        select coalesce(jsonb_agg(a.tx_hash order by a.ordinal), '[]') from attempts a where a.slot_id = s.id) as hashes
      from slots s order by s.nonce`,
    slotRow,
  );

const intentOf = (id: string) =>
  world.database.app.query.intents.findFirst({ where: (intent, { eq }) => eq(intent.id, id) });

interface Sent {
  readonly intentId: string;
  readonly workflowId: string;
  readonly run: RunRef;
  readonly txHash: Hex;
}

/** A claim whose delivery is sent, with nothing mined since. */
async function aSentClaim(before: () => Promise<unknown> = async () => undefined): Promise<Sent> {
  const { fixture, database } = world;
  await world.enter(payer.address);
  const payment = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
  const { txHash: paidBy } = await fixture.send(payer.signer, payment);
  for (let count = 0; count < 6; count += 1) await rpc('evm_mine');
  await rpc('evm_setAutomine', false);
  await before();
  const intentId = await world.start({ wallet: payer.address, txHash: paidBy });
  const sent = sql`attempts where broadcast_at is not null`;
  await until(async () => (await countRows(database.app, sent)) > 0);
  const row = await intentOf(intentId);
  const txHash = (await slots()).at(-1)?.hashes[0];
  if (row?.runId == null || txHash === undefined) throw new Error('Expected a sent delivery');
  const run = { intentId, runId: row.runId, runFence: row.runFence };
  return { intentId, workflowId: row.workflowId, run, txHash };
}

/** Has the claim ask what became of its delivery, and waits until it has been told. */
async function askAgain({ workflowId }: Sent): Promise<void> {
  const before = asked;
  await until(async () => {
    await world.orchestrator.signalChain(workflowId);
    return asked > before + 1;
  });
  // One more question means that the one before it was answered to the end.
}

/** Mines until the claim is settled, and expects one delivery. */
async function settlesOnce({ intentId }: Sent): Promise<void> {
  let row: Awaited<ReturnType<typeof intentOf>>;
  const { chain, tokens } = world.fixture;
  await until(async () => {
    await rpc('evm_mine');
    await keeper.tick();
    row = await intentOf(intentId);
    return row?.state === 'SETTLED' || row?.state === 'FAILED';
  });
  expect([row?.state, row?.failureCode]).toEqual(['SETTLED', null]);
  expect(await chain.erc20Balance(tokens.sge, payer.address)).toBe(delivered);
  expect((await slots()).filter(({ state }) => state === 'EFFECTIVE')).toHaveLength(1);
}

/** A receipt of a block that the watcher knows another one for. */
async function ofDeadBranch(txHash: Hex, change: Partial<ReceiptView> = {}): Promise<ReceiptView> {
  const { number } = await world.fixture.chain.head();
  return {
    ...{ txHash, status: 'success', blockNumber: number - 4n, blockHash: hashNumber(0xdead) },
    ...{ from: world.fixture.minter.address, gasUsed: 21_000n, effectiveGasPrice: 1n },
    ...{ transfers: [], ...change },
  };
}

async function findings(): Promise<string[]> {
  const rows = await queryRows(
    world.database.app,
    sql`select code from findings`,
    z.object({ code: z.string() }),
  );
  return rows.map(({ code }) => code);
}

test('an own attempt that is added and mined while the node is asked is not taken for a stranger’s', async () => {
  const claim = await aSentClaim();
  const { chain } = world.fixture;
  bent = {
    async receipt(hash) {
      const answer = await chain.receipt(hash);
      if (hash !== claim.txHash) return answer;
      bent = {};
      // The answer is on its way; meanwhile the keeper offers more, and that is mined deep enough.
      await rpc('anvil_setNextBlockBaseFeePerGas', '0x6fc23ac00');
      await until(async () => {
        await rpc('evm_mine');
        return ((await keeper.tick())?.bumped ?? 0) > 0;
      });
      for (let count = 0; count < 6; count += 1) await rpc('evm_mine');
      return answer;
    },
  };
  await askAgain(claim);
  await settlesOnce(claim);
  expect((await slots()).map(({ end_reason, hashes }) => [end_reason, hashes.length])).toEqual([
    ['EFFECT', 2],
  ]);
  expect(await findings()).toEqual([]);
});

test.each([
  ['reverted', { status: 'reverted' as const }],
  ['without its log', {}],
])('a delivery that a dead branch shows %s has not failed', async (_, change) => {
  const claim = await aSentClaim();
  const shown = await ofDeadBranch(claim.txHash, change);
  bent = { receipt: async () => shown };
  await askAgain(claim);
  await askAgain(claim);
  expect(await slots()).toMatchObject([{ state: 'OPEN', end_reason: null }]);
  bent = {};
  await settlesOnce(claim);
});

test('a cancellation that a dead branch shows has not used up the nonce', async () => {
  const claim = await aSentClaim();
  await world.activities.cancelTransaction(claim.run);
  const cancel = (await slots())[0]?.hashes[1] ?? hashNumber(0);
  const shown = await ofDeadBranch(cancel);
  bent = { receipt: async (hash) => (hash === cancel ? shown : null) };
  await askAgain(claim);
  await askAgain(claim);
  expect(await slots()).toMatchObject([{ state: 'OPEN', end_reason: null }]);
  bent = {};
  await settlesOnce(claim);
  expect((await slots()).map(({ end_reason }) => end_reason)).toEqual(['CANCELLED', 'EFFECT']);
});

test('a stranger’s transaction that a dead branch shows has not taken the nonce', async () => {
  const claim = await aSentClaim();
  const foreign = hashNumber(0xf0);
  const shown = await ofDeadBranch(foreign);
  bent = {
    receipt: async (hash) => (hash === foreign ? shown : null),
    nonceAt: async () => 1_000_000,
    transactionOf: async () => foreign,
  };
  await askAgain(claim);
  await askAgain(claim);
  expect(await slots()).toMatchObject([{ state: 'OPEN', end_reason: null }]);
  expect(await findings()).toEqual([]);
  bent = {};
  await settlesOnce(claim);
});

test('nor does the keeper end by a block of a dead branch what nobody works on', async () => {
  const { app } = world.database;
  const gap = () => app.execute(sql`update signers set next_nonce = next_nonce + 1`);
  const claim = await aSentClaim(gap);
  await until(async () => {
    await rpc('evm_mine');
    return ((await keeper.tick())?.filled ?? 0) > 0;
  });
  const filler = (await slots())[0]?.hashes[0] ?? hashNumber(0);
  const { number } = await world.fixture.chain.head();
  const shown = await ofDeadBranch(filler, { blockNumber: number - 10n });
  bent = { receipt: async () => shown, nonceAt: async () => 1_000_000 };
  asked = 0;
  for (let count = 0; count < 3; count += 1) {
    await rpc('evm_mine');
    await keeper.tick();
  }
  expect(asked).toBeGreaterThan(0);
  expect((await slots())[0]).toMatchObject({ state: 'OPEN', end_reason: null });
  bent = {};
  await settlesOnce(claim);
  await until(async () => {
    await rpc('evm_mine');
    await keeper.tick();
    return (await slots())[0]?.end_reason === 'CANCELLED';
  });
});
