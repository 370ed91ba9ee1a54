/**
 * Goal: told to stop, API and worker finish or hand over what they have begun, leave nothing locked and send
 * their telemetry; being told more than once changes nothing. Method: real processes on real parts, SIGTERM
 * two or three times in the middle of claims; then other processes end what was accepted, and are those that the next
 * test stops.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { awaitFinal } from '../harness/actors/flow.ts';
import { type ClaimWrite, recordPersistently } from '../harness/actors/persistent-client.ts';
import { startWriteLoad } from '../harness/actors/write-load.ts';
import { inDepth } from '../harness/depth.ts';
import { expectAllExactlyOnce } from '../harness/oracles/all-exactly-once.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { leftInDatabase, nothing } from '../harness/oracles/sessions.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { type Collector, startCollector } from '../harness/worlds/collector.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

type Settings = Readonly<Record<string, string>>;
type Api = NodeProcess & { readonly url: string };

let platform: RealPlatform;
let collector: Collector;
let nextWallet = 0x570b0000;
let leftApi: Api | undefined;
let leftWorker: NodeProcess | undefined;

beforeAll(async () => {
  collector = await startCollector();
  platform = await startRealPlatform({ blockTimeS: 1, own: ['postgres', 'temporal'] });
});
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]();
  await collector?.[Symbol.asyncDispose]();
});

const startBoth = (env: Settings = {}) =>
  Promise.all([platform.startApi(env), platform.startWorker(env)]);

/** An API and a worker for this test to stop: those that the test before has left, as a start takes seconds. */
async function takeBoth(env: Settings = {}): Promise<[Api, NodeProcess]> {
  const left = [leftApi, leftWorker] as const;
  [leftApi, leftWorker] = [undefined, undefined];
  return Promise.all([left[0] ?? platform.startApi(env), left[1] ?? platform.startWorker(env)]);
}

/** Leaves an API and a worker to the next test, which expects them to stop in good order. */
function leaveBoth(api: Api, worker: NodeProcess): void {
  [leftApi, leftWorker] = [api, worker];
}

/** What is under way when Temporal hangs never ends, however long it is waited for. */
const impatient: Settings = { SHUTDOWN_TIMEOUT_MS: '3000' };
const traced = (): Settings => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

/** Claims of registered wallets whose fee is paid. */
async function paidClaims(count: number): Promise<ClaimWrite[]> {
  const wallets = Array.from({ length: count }, () => walletNumber(nextWallet++));
  await enterUsers(platform, wallets);
  const claims: ClaimWrite[] = [];
  for (const wallet of wallets) {
    const txHash = await payFee(platform, { wallet, amount: 100_000_000n });
    claims.push({ wallet, txHash, key: `shutdown-${wallet}` });
  }
  return claims;
}

const recordAll = (url: string, claims: readonly ClaimWrite[]) =>
  Promise.all(claims.map((claim) => recordPersistently(url, claim, new Map())));

async function expectSettledOnce(url: string, claims: readonly ClaimWrite[]): Promise<void> {
  const ids = await recordAll(url, claims);
  for (const id of ids) expect((await awaitFinal(url, id)).state).toBe('SETTLED');
  await expectAllExactlyOnce(
    platform,
    claims.map(({ wallet }, index) => ({ wallet, intentId: ids[index] ?? '' })),
  );
  await expectBalancedLedger(platform);
}

const state = z.object({ state: z.string() });
const key = z.object({ key: z.string() });

/** The keys of claims that are in the database. */
async function keptKeys(): Promise<Set<string>> {
  const rows = await queryRows(platform.db, sql`select key from idempotency_records`, key);
  return new Set(rows.map((row) => row.key));
}

/** SIGTERM again while it drains, and once more; gives how it ended, and prints why where that is not in good order. */
async function stopThrice(running: NodeProcess, drains: () => Promise<boolean> | boolean) {
  running.kill('SIGTERM');
  await until(drains);
  running.kill('SIGTERM');
  running.kill('SIGTERM');
  const code = await running.ended;
  if (code !== 0) process.stdout.write(`ended with ${code}:\n${running.output().slice(-4000)}\n`);
  return code;
}

async function isUnready(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`)).status === 503;
}

test('an API under load: every write taken in is answered, and what was not answered was not taken in', async () => {
  const claims = await paidClaims(inDepth(30, 100));
  const api = await platform.startApi();
  // Nobody runs sagas yet, so all of these wait until the process drains.
  const [first] = await recordAll(api.url, claims.slice(0, 1));
  const headers = { prefer: 'wait=30' };
  const waiting = Promise.all(
    Array.from({ length: 12 }, () => fetch(`${api.url}/api/v2/intents/${first}`, { headers })),
  );
  const stream = await fetch(`${api.url}/api/v2/intents/${first}/events`);
  const events = stream.text();
  const load = startWriteLoad({ url: api.url, claims: claims.slice(1), clients: 10 });
  await until(() => load.outcomes.length >= 20);
  const code = await stopThrice(api, () => isUnready(api.url));
  await load.ended;

  expect(code).toBe(0);
  expect(api.output()).toContain('already draining');
  expect(api.output()).not.toContain('MaxListenersExceededWarning');
  for (const waited of await waiting) {
    expect(waited.status).toBe(200);
    expect(state.parse(await waited.json()).state).toBe('PENDING');
  }
  expect(await events).toContain('event: transition');

  const kept = await keptKeys();
  const answered = load.outcomes.filter(({ status }) => status !== 0);
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answered.filter((outcome) => !kept.has(outcome.key))).toEqual([]);
  const answeredKeys = new Set(answered.map((outcome) => outcome.key));
  const unanswered = load.outcomes.filter((outcome) => !answeredKeys.has(outcome.key));
  expect(unanswered.filter((outcome) => kept.has(outcome.key))).toEqual([]);
  expect(await leftInDatabase(platform, 'quittance-api')).toEqual(nothing);
  const broken = load.outcomes.filter(({ status }) => status === 0).map(({ text }) => text);
  process.stdout.write(`API: ${answered.length} answered, then ${JSON.stringify(broken)}\n`);

  const [successor, worker] = await startBoth();
  await expectSettledOnce(successor.url, claims);
  leaveBoth(successor, worker);
}, 300_000);

test('a worker in the middle of its claims: another one ends them, and nothing is left locked', async () => {
  const claims = await paidClaims(inDepth(12, 30));
  const [api, first] = await takeBoth();
  const before = first.output().length;
  await recordAll(api.url, claims);
  await until(() => first.output().includes('"activity":"broadcastTransaction"', before));
  expect(await stopThrice(first, () => first.output().includes('"msg":"draining"'))).toBe(0);
  expect(first.output()).toContain('worker stopped');
  const [row] = await queryRows(
    platform.db,
    sql`select count(*)::int as open from intents where state not in ('SETTLED', 'FAILED')`,
    z.object({ open: z.number() }),
  );
  process.stdout.write(`worker: ended with ${row?.open} of ${claims.length} claims under way\n`);
  expect(await leftInDatabase(platform, 'quittance-worker')).toEqual(nothing);
  const second = await platform.startWorker();
  await expectSettledOnce(api.url, claims);
  leaveBoth(api, second);
}, 300_000);

test('everything stopped at once in the middle of claims goes on when it is started again', async () => {
  const claims = await paidClaims(inDepth(10, 20));
  const [api, worker] = await takeBoth();
  const before = worker.output().length;
  await recordAll(api.url, claims);
  await until(() => worker.output().includes('"activity":"verifyPayment"', before));
  const ends = await Promise.all([
    stopThrice(api, () => isUnready(api.url)),
    stopThrice(worker, () => worker.output().includes('"msg":"draining"')),
  ]);
  expect(ends).toEqual([0, 0]);
  for (const name of ['quittance-api', 'quittance-worker'])
    expect(await leftInDatabase(platform, name)).toEqual(nothing);
  const again = await startBoth(impatient);
  await expectSettledOnce(again[0].url, claims);
  leaveBoth(...again);
}, 300_000);

test('told to stop while Temporal hangs, both end in time all the same; what was taken in settles later', async () => {
  const claims = await paidClaims(5);
  const [api, worker] = await takeBoth(impatient);
  const before = worker.output().length;
  // One is under way: the worker has its workflow in the cache and can not get rid of it.
  await recordAll(api.url, claims.slice(0, 1));
  await until(() => worker.output().includes('"activity":"verifyPayment"', before));
  await platform.stack.temporal.pause();
  try {
    await recordAll(api.url, claims);
    const ends = await Promise.all([
      stopThrice(api, () => isUnready(api.url)),
      stopThrice(worker, () => worker.output().includes('"msg":"draining"')),
    ]);
    expect(ends).toEqual([0, 0]);
    // A session whose process was gone in the middle of a statement ends with that statement.
    for (const name of ['quittance-api', 'quittance-worker'])
      await expect.poll(() => leftInDatabase(platform, name), { timeout: 10_000 }).toEqual(nothing);
  } finally {
    platform.stack.temporal.resume();
  }
  const again = await startBoth(traced());
  await expectSettledOnce(again[0].url, claims);
  leaveBoth(...again);
}, 300_000);

test('the spans of the last request and of the last activity arrive, although SIGTERM follows at once', async () => {
  const claims = await paidClaims(1);
  const [api, worker] = await takeBoth(traced());
  const settlings = () => worker.output().split('"activity":"settleIntent"').length - 1;
  const before = settlings();
  await recordAll(api.url, claims);
  api.kill('SIGTERM');
  await until(() => settlings() > before);
  worker.kill('SIGTERM');
  expect(await Promise.all([api.ended, worker.ended])).toEqual([0, 0]);
  const request = collector.spans.findLast(({ name }) => name === 'POST /api/claim/record');
  expect(request).toMatchObject({ service: 'quittance-api' });
  const worked = (name: string) => ({ service: 'quittance-worker', name });
  const { traceId } = request ?? {};
  expect(collector.spans).toContainEqual({ ...worked('RunActivity:openRun'), traceId });
  // Of the same trace, too, is the matter of tests/workflows/tracing.test.ts.
  const settled = collector.spans.filter(({ name }) => name === 'RunActivity:settleIntent');
  expect(settled).toHaveLength(settlings());
  expect(settled).toContainEqual(expect.objectContaining(worked('RunActivity:settleIntent')));
}, 120_000);
