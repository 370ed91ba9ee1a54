/**
 * Goal: a wallet with many deliveries in flight does not jam. Method: on the real parts as many claims are signed and
 * sent while nothing is mined; then gas gets tenfold dearer, one transaction is dropped from Anvil's pool and
 * one nonce is taken by a transaction that the platform did not sign, and blocks come again, each at the
 * higher price. Every claim has to be paid once, and the wallet has to go on working.
 */
import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { encodeFunctionData, erc20Abi, type Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createLocalSigner } from '../../chain/local-signer.ts';
import { createChain } from '../../chain/viem-chain.ts';
import { accept } from '../../db/accept.ts';
import { queryRows } from '../../db/database.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { inDepth } from '../harness/depth.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { claimItem, walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';

const inFlight = inDepth(60, 200);
const fee = 100_000_000n;
const delivered = 1000n * 10n ** 18n;
const taskQueue = 'jammed';
const gwei = 10n ** 9n;
const cheap = gwei;
const dear = 10n * gwei;
const stranger = walletNumber(0xbad);

let platform: RealPlatform;
let temporal: TemporalClient;
let worker: NodeProcess;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 0 });
  temporal = await connectTo(platform.stack.temporal);
  worker = await platform.startWorker({
    TEMPORAL_TASK_QUEUE: taskQueue,
    BUMP_AFTER_BLOCKS: '3',
    CHAIN_POLL_MS: '250',
  });
});
afterAll(async () => {
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

const rpc = (method: string, ...params: unknown[]) =>
  callRpc(platform.stack.anvil.url, method, params);

/** Mines a block at a base fee. */
async function mineAt(baseFee: bigint): Promise<void> {
  await rpc('anvil_setNextBlockBaseFeePerGas', `0x${baseFee.toString(16)}`);
  await rpc('evm_mine');
}

/** Mines at a base fee until it is so; gives how many blocks. */
async function mineUntil(baseFee: bigint, isSo: () => Promise<boolean>): Promise<number> {
  let blocks = 0;
  const look = async () => {
    if (await isSo()) return true;
    await mineAt(baseFee);
    blocks += 1;
    return false;
  };
  const state = async () => ({ blocks, intents: await overview() });
  await until(look, { what: isSo.toString(), timeoutMs: 240_000, everyMs: 300, state });
  return blocks;
}

function overview(): Promise<unknown[]> {
  return queryRows(
    platform.db,
    sql`select state, parked_reason as reason, count(*)::int as intents from intents group by 1, 2`,
    z.unknown(),
  );
}

async function count(what: ReturnType<typeof sql>): Promise<number> {
  const [row] = await queryRows(platform.db, what, z.object({ count: z.number() }));
  return row?.count ?? -1;
}

/** Registered wallets with paid fees and accepted claims, whose workflows are started. */
async function startClaims(from: number, number: number): Promise<Hex[]> {
  const wallets = Array.from({ length: number }, (_, index) => walletNumber(from + index));
  await enterUsers(platform, wallets);
  await rpc('evm_setAutomine', true);
  const hashes: Hex[] = [];
  for (const wallet of wallets) hashes.push(await payFee(platform, { wallet, amount: fee }));
  await rpc('evm_setAutomine', false);
  await mineAt(cheap);
  await mineAt(cheap);
  const { programId } = platform;
  const items = wallets.map((wallet, index) => {
    const txHash = hashes[index];
    if (txHash === undefined) throw new Error('Expected a payment for each wallet');
    return claimItem({ programId, wallet, key: wallet, txHash });
  });
  await accept(platform.db, items);
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue });
  await Promise.all(
    items.map(async ({ effect }) => {
      if (effect.type !== 'claim') return;
      const { id: intentId, workflowId, kind } = effect.intent;
      const start = { intentId, workflowId, kind, programSlug: 'default', traceparent: null };
      await orchestrator.start(start);
    }),
  );
  return wallets;
}

const open = sql`select count(*)::int as count from intents where state not in ('SETTLED', 'FAILED')`;
const sent = sql`select count(*)::int as count from attempts where broadcast_at is not null`;

test(`${inFlight} deliveries from one wallet, gas tenfold dearer, one dropped, one nonce taken: each is paid once`, async () => {
  const wallets = await startClaims(0x1a000000, inFlight);
  await expect.poll(() => count(sent), { timeout: 120_000, interval: 500 }).toBe(inFlight);
  const pool = z.object({ pending: z.string() }).parse(await rpc('txpool_status'));
  expect(Number(pool.pending)).toBe(inFlight);

  const attempts = await queryRows(
    platform.db,
    sql`select a.tx_hash, s.nonce from attempts a join slots s on s.id = a.slot_id order by s.nonce`,
    z.object({ tx_hash: z.string(), nonce: z.coerce.number() }),
  );
  await rpc('anvil_dropTransaction', attempts[20]?.tx_hash);
  await takeNonce(attempts[40]?.nonce ?? -1);

  const blocks = await mineUntil(dear, async () => (await count(open)) === 0);
  await expectPaidOnce(wallets);
  await expectBalancedLedger(platform);
  await report(blocks);
});

/** Sends a transaction of the platform's wallet behind the platform's back, dearer than the one in the pool. */
async function takeNonce(nonce: number): Promise<void> {
  const key = await readFile(platform.env['SIGNER_KEY_FILE'] ?? '', 'utf8');
  const signer = createLocalSigner(z.templateLiteral(['0x', z.string()]).parse(key));
  const { raw } = await signer.sign({
    chainId: platform.endpoint.chainId,
    nonce,
    to: platform.tokens.sge,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [stranger, 1n] }),
    value: 0n,
    gas: 100_000n,
    maxFeePerGas: 60n * gwei,
    maxPriorityFeePerGas: 30n * gwei,
  });
  await rpc('eth_sendRawTransaction', raw);
}

/** Expects one delivery for each wallet on the chain, and one slot with the effect for each intent. */
async function expectPaidOnce(wallets: readonly Hex[]): Promise<void> {
  const settled = sql`select count(*)::int as count from intents where state = 'SETTLED'`;
  expect(await count(settled), JSON.stringify(await overview())).toBe(wallets.length);
  const chain = createChain(platform.endpoint);
  const balances = await Promise.all(
    wallets.map((wallet) => chain.erc20Balance(platform.tokens.sge, wallet)),
  );
  expect(balances.filter((balance) => balance !== delivered)).toEqual([]);
  const ends = await queryRows(
    platform.db,
    sql`select end_reason, count(*)::int as slots from slots group by 1 order by 1`,
    z.object({ end_reason: z.string().nullable(), slots: z.number() }),
  );
  expect(ends).toEqual([
    { end_reason: 'EFFECT', slots: wallets.length },
    { end_reason: 'TAKEN', slots: 1 },
  ]);
  const taken = sql`select count(*)::int as count from findings where code = 'NONCE_TAKEN'`;
  expect(await count(taken)).toBe(1);
  await chain.close();
}

const repaired = z.object({
  msg: z.literal('slots repaired'),
  resent: z.number(),
  bumped: z.number(),
  filled: z.number(),
  ended: z.number(),
  signalled: z.number(),
});

/** What the keeper says it did, in all. */
function repairs() {
  const total = { resent: 0, bumped: 0, filled: 0, ended: 0, signalled: 0 };
  for (const line of worker.output().split('\n')) {
    if (!line.includes('"slots repaired"')) continue;
    const done = repaired.parse(JSON.parse(line));
    total.resent += done.resent;
    total.bumped += done.bumped;
    total.filled += done.filled;
    total.ended += done.ended;
    total.signalled += done.signalled;
  }
  return total;
}

async function report(blocks: number): Promise<void> {
  const bumps = await count(sql`select count(*)::int as count from attempts where ordinal > 1`);
  const done = repairs();
  expect(bumps).toBe(done.bumped);
  expect(done.bumped).toBeGreaterThanOrEqual(inFlight - 1);
  const slots = await count(sql`select count(*)::int as count from slots`);
  process.stdout.write(
    `jammed wallet: ${inFlight} in flight, ${bumps} bumps, ${done.resent} sent again, ${slots - inFlight} more nonces, ${blocks} blocks\n`,
  );
}

test('and the wallet goes on: one that is dropped at a fair price is sent again as it is, and nothing stays open', async () => {
  const before = await count(sent);
  const { bumped, resent } = repairs();
  const wallets = await startClaims(0x1b000000, 3);
  await expect.poll(() => count(sent), { timeout: 60_000, interval: 200 }).toBe(before + 3);
  const [second] = await queryRows(
    platform.db,
    sql`select a.tx_hash from attempts a join slots s on s.id = a.slot_id where s.state = 'OPEN'
      order by s.nonce offset 1 limit 1`,
    z.object({ tx_hash: z.string() }),
  );
  await rpc('anvil_dropTransaction', second?.tx_hash);
  await mineUntil(cheap, async () => (await count(open)) === 0);
  expect(repairs().resent).toBeGreaterThan(resent);
  expect(repairs().bumped).toBe(bumped);
  const unfinished = sql`select count(*)::int as count from slots where state = 'OPEN'`;
  expect(await count(unfinished)).toBe(0);
  await expectSettled(wallets);
});

/** Expects one delivery for each wallet, no nonce left over, and a balanced ledger. */
async function expectSettled(wallets: readonly Hex[]): Promise<void> {
  const chain = createChain(platform.endpoint);
  for (const wallet of wallets) {
    expect(await chain.erc20Balance(platform.tokens.sge, wallet)).toBe(delivered);
  }
  const [signer] = await queryRows(
    platform.db,
    sql`select next_nonce from signers`,
    z.object({ next_nonce: z.coerce.number() }),
  );
  expect(await chain.nonce(platform.treasury, 'latest')).toBe(signer?.next_nonce);
  await expectBalancedLedger(platform);
  await chain.close();
}
