/**
 * Goal: all payouts of one batch are each paid once although, in the middle of them, the node stands still, the worker is
 * killed and a transaction is dropped from the pool. Method: on the real parts affiliates as rows, a batch over HTTP, and
 * blocks mined by hand; then each wallet's tokens, the books and the commissions are compared.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../chain/viem-chain.ts';
import { queryRows } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { fundTreasury } from '../harness/actors/fund-treasury.ts';
import { enterOperator, type TestOperator } from '../harness/actors/operators.ts';
import { atOnce } from '../harness/at-once.ts';
import { inDepth } from '../harness/depth.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { differingAccounts, growLine } from '../harness/samples/commission-tree.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import type { Earner } from '../harness/samples/payout-rows.ts';
import { until } from '../harness/until.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const payoutsMax = inDepth(100, 1000);
const earned = 10_000_000n;

let platform: RealPlatform;
let api: NodeProcess & { readonly url: string };
let worker: NodeProcess;
let maker: TestOperator;
let approver: TestOperator;

const workerSettings = {
  CHAIN_POLL_MS: '100',
  GAP_AFTER_MS: '2000',
  KEEPER_LEASE_MS: '3000',
  // The claims that earned the commissions are rows: nobody is to carry them out.
  SWEEP_INTERVAL_MS: '3600000',
};

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 0 });
  api = await platform.startApi({ RELAY_INTERVAL_MS: '600000' });
  const roles = (role: 'operator' | 'approver') => ({ roles: [{ role, programId: null }] });
  maker = await enterOperator(platform.db, roles('operator'));
  approver = await enterOperator(platform.db, roles('approver'));
}, 120_000);
afterAll(() => platform?.[Symbol.asyncDispose]());

const rpc = (method: string, ...params: unknown[]) =>
  callRpc(platform.stack.anvil.url, method, params);

async function earners(): Promise<readonly Earner[]> {
  const { db, programId } = platform;
  const all: Earner[] = [];
  await atOnce([...Array(payoutsMax).keys()], 8, async () => {
    const line = await growLine(db, programId, 1);
    await earnPayable(db, line);
    all.push(...line);
  });
  return all;
}

const batchShape = z.object({ batchId: z.string(), digest: z.string(), status: z.string() });

async function ask(path: string, init: RequestInit): Promise<z.infer<typeof batchShape>> {
  const response = await fetch(`${api.url}/api/v2/payouts/batch${path}`, init);
  const text = await response.text();
  expect([response.ok, response.ok ? '' : text]).toEqual([true, '']);
  return batchShape.parse(JSON.parse(text));
}

const count = z.coerce.number();
const progressRow = z.object({ sent: count, paid: count, attempts: count, executions: count });

async function progress() {
  const [row] = await queryRows(
    platform.db,
    sql`select count(*) filter (where a.broadcast_at is not null) as sent, count(*) as attempts,
        (select count(*) from payouts where status = 'PAID') as paid,
        (select count(*) from intents where kind = 'payout_batch') as executions
      from attempts a join slots s on s.id = a.slot_id`,
    progressRow,
  );
  if (row === undefined) throw new Error('Expected counts');
  return row;
}

const patience = { timeoutMs: 240_000, everyMs: 200, state: progress };

test(`node stopped, worker killed, a transaction dropped: ${payoutsMax} payouts, each once`, async () => {
  await fundTreasury(platform, BigInt(payoutsMax) * earned);
  const all = await earners();
  await platform.db.update(intents).set({ startedAt: new Date() });
  worker = await platform.startWorker(workerSettings);
  await rpc('evm_setAutomine', false);
  const made = await ask('', maker.request({ programId: 'default', period: '2026-10' }));
  const { batchId, digest } = made;
  await ask(`/${batchId}/approve`, approver.request({ digest }));
  const beginAt = performance.now();
  await ask(`/${batchId}/execute`, maker.request({}));

  await until(async () => (await progress()).sent >= 0.3 * payoutsMax, {
    ...patience,
    everyMs: 20,
  });
  await platform.stack.anvil.pause();
  await until(() => /"msg":"activity failed"/.test(worker.output()), patience);
  worker.kill('SIGKILL');
  await worker.ended;
  platform.stack.anvil.resume();
  const [unmined] = await queryRows(
    platform.db,
    sql`select a.tx_hash from attempts a where a.broadcast_at is not null order by random() limit 1`,
    z.object({ tx_hash: z.string() }),
  );
  await rpc('anvil_dropTransaction', unmined?.tx_hash);
  worker = await platform.startWorker(workerSettings);
  await rpc('evm_mine');

  const read = () => ask(`/${batchId}`, maker.request());
  const processed = async () => {
    if ((await read()).status !== 'PROCESSING') return true;
    await rpc('evm_mine');
    return false;
  };
  await until(processed, { what: 'the batch to be processed', ...patience });
  const tookS = Math.round((performance.now() - beginAt) / 1000);
  expect((await read()).status).toBe('COMPLETED');

  const chain = createChain(platform.endpoint);
  await atOnce(all, 10, async ({ wallet }) => {
    expect(await chain.erc20Balance(platform.tokens.usdc, storedAddress.parse(wallet))).toBe(
      earned,
    );
  });
  expect(await chain.erc20Balance(platform.tokens.usdc, platform.treasury)).toBe(0n);
  await chain.close();
  const [once] = await queryRows(
    platform.db,
    sql`select (select count(*)::int from intents where kind = 'payout' and state = 'SETTLED') as settled,
        (select count(distinct intent_id)::int from slots where state = 'EFFECTIVE') as effective,
        (select count(*)::int from commissions where status = 'PAID') as paid,
        (select count(*)::int from holds where state = 'HELD') as held`,
    z.object({ settled: z.number(), effective: z.number(), paid: z.number(), held: z.number() }),
  );
  expect(once).toEqual({
    ...{ settled: payoutsMax, effective: payoutsMax, paid: payoutsMax, held: 0 },
  });
  expect(await differingAccounts(platform.db)).toEqual([]);
  await expectBalancedLedger(platform);
  const { attempts, executions } = await progress();
  expect(executions).toBe(1);
  console.log(
    `${payoutsMax} payouts in ${tookS} s with the node stopped, the worker killed and one transaction dropped; ${attempts} transactions signed`,
  );
}, 600_000);
