/**
 * Goal: outages of every part in the middle of claims lose and double nothing, and neither API nor worker
 * has to be started again. Method: claims over HTTP in four waves, each met by another outage: Temporal
 * hangs for 20 s, PostgreSQL restarts, Redis is flushed, the node hangs. The clients come back under their key.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { type Refusals, recordPersistently } from '../harness/actors/persistent-client.ts';
import { inDepth } from '../harness/depth.ts';
import { expectAllExactlyOnce } from '../harness/oracles/all-exactly-once.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const perWave = inDepth(10, 50);
const settleTimeoutMs = 240_000;
let platform: RealPlatform;
let worker: NodeProcess;
let api: NodeProcess & { readonly url: string };

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1, own: ['postgres', 'temporal'] });
  [api, worker] = await Promise.all([platform.startApi(), platform.startWorker()]);
});
afterAll(() => platform?.[Symbol.asyncDispose]());

interface Outage {
  readonly name: string;
  /** Resolves when it is over. */
  readonly happen: (running: RealPlatform) => Promise<void>;
}

const outages: readonly Outage[] = [
  {
    name: 'Temporal hangs for 20 s',
    happen: ({ stack }) => hang(stack.temporal, 20_000),
  },
  { name: 'PostgreSQL restarts', happen: ({ stack }) => stack.postgres.restart() },
  {
    name: 'Redis is flushed',
    happen: async ({ stack }) => {
      const redis = new Redis(stack.redis.url);
      await redis.flushall();
      redis.disconnect();
    },
  },
  // Longer than one request to the node is waited for.
  { name: 'the node hangs for 15 s', happen: ({ stack }) => hang(stack.anvil, 15_000) },
];

async function hang(
  part: { pause(): Promise<void>; resume(): void },
  forMs: number,
): Promise<void> {
  await part.pause();
  await sleep(forMs);
  part.resume();
}

const counts = z.object({ accepted: z.number(), settled: z.number(), ended: z.number() });

async function countIntents() {
  const [row] = await queryRows(
    platform.db,
    sql`select count(*)::int as accepted, count(*) filter (where state = 'SETTLED')::int as settled,
      count(*) filter (where state = 'FAILED' or parked)::int as ended from intents`,
    counts,
  );
  return counts.parse(row);
}

async function untilCount(of: 'accepted' | 'settled', atLeast: number): Promise<void> {
  const look = async () => {
    const now = await countIntents();
    if (now[of] >= atLeast) return true;
    if (now.ended > 0) throw new Error(`Expected ${atLeast} ${of}: ${JSON.stringify(now)}`);
    return false;
  };
  const what = `${atLeast} ${of}`;
  await until(look, { what, timeoutMs: settleTimeoutMs, everyMs: 50, state: countIntents });
}

test('Temporal, PostgreSQL, Redis and the node fail in the middle of claims: each settles once', async () => {
  const wallets = Array.from({ length: perWave * outages.length }, (_, index) =>
    walletNumber(0x0a7a6e00 + index),
  );
  await enterUsers(platform, wallets);
  const claims: { wallet: `0x${string}`; txHash: string; key: string }[] = [];
  for (const wallet of wallets) {
    const txHash = await payFee(platform, { wallet, amount: 100_000_000n });
    claims.push({ wallet, txHash, key: `outage-${wallet}` });
  }
  const refusals: Refusals = new Map();
  const waves: Promise<PromiseSettledResult<string>[]>[] = [];
  for (const [index, outage] of outages.entries()) {
    const wave = claims.slice(index * perWave, (index + 1) * perWave);
    // Settled: a refusal in the middle of an outage is told at the end.
    waves.push(
      Promise.allSettled(wave.map((claim) => recordPersistently(api.url, claim, refusals))),
    );
    await untilCount('accepted', index * perWave + perWave / 2);
    const before = await countIntents();
    const underWay = before.accepted - before.settled;
    expect(underWay).toBeGreaterThan(0);
    await outage.happen(platform);
    process.stdout.write(`${outage.name}: met ${underWay} under way\n`);
    // The next outage meets a platform at work again, not one that is still down.
    await untilCount('settled', before.settled + Math.min(underWay, perWave / 5));
  }
  const outcomes = (await Promise.all(waves)).flat();
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => reason)).toEqual([]);
  const ids = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? [outcome.value] : [],
  );
  await untilCount('settled', wallets.length);
  await expectAllExactlyOnce(
    platform,
    ids.map((intentId, index) => ({ intentId, wallet: wallets[index] ?? '0x' })),
  );
  await expectBalancedLedger(platform);
  const met = JSON.stringify(Object.fromEntries(refusals));
  process.stdout.write(`claims: ${ids.length} settled once each; clients came back after ${met}\n`);
}, 420_000);

test('API and worker lived through all of it, and still stop in good order', async () => {
  expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
  expect(api.output()).not.toContain('unexpected error');
});
