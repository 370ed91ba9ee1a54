/**
 * Goal: the sweep works through every page, however many there are, goes on where a page failed, and runs by a schedule
 * that starting workers agree on. Method: a real Temporal server and the real bundle over pages made up by the test.
 */
import { randomUUID } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SweepRequest, SweptPage } from '../../activities/sweep.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { ensureSchedules } from '../../worker/ensure-schedules.ts';
import { until } from '../harness/until.ts';
import { takeNamespace } from '../harness/worlds/shared-servers.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';
import { testBundle, untraced } from './test-worker.ts';

const place = takeNamespace();
let temporal: TemporalClient;
let connection: NativeConnection;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { address } = place;
  temporal = await connectTo(place);
  connection = await NativeConnection.connect({ address });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await connection?.close();
  await temporal?.close();
});

/** A worker whose pages are what the test says. */
async function work(
  taskQueue: string,
  sweepPage: (request: SweepRequest) => Promise<SweptPage>,
): Promise<void> {
  const worker = await Worker.create({
    connection,
    namespace: place.namespace,
    taskQueue,
    workflowBundle: await testBundle(),
    activities: { sweepPage },
    plugins: [untraced()],
  });
  const running = worker.run();
  stops.push(async () => {
    worker.shutdown();
    await running;
  });
}

/** The page after `after` of `pages`; the cursor's id is the page's number. */
function pageOf(pages: number, { after }: SweepRequest): SweptPage {
  const page = after === null ? 1 : Number(after.id) + 1;
  const next =
    page === pages
      ? null
      : { state: 'LOCKED' as const, updatedAt: '2026-01-01 00:00:00+00', id: String(page) };
  return { next, looked: 100, restarted: 1, reported: 0 };
}

function run(taskQueue: string): Promise<unknown> {
  return temporal.client.workflow.execute('sweep', {
    taskQueue,
    workflowId: randomUUID(),
    args: [{ after: null }],
  });
}

test('a sweep adds up its pages, and goes on at the page that failed', async () => {
  const taskQueue = randomUUID();
  const asked: (string | null)[] = [];
  await work(taskQueue, async (request) => {
    asked.push(request.after?.id ?? null);
    if (asked.length === 2) throw new Error('PostgreSQL is restarting');
    return pageOf(3, request);
  });
  expect(await run(taskQueue)).toEqual({ looked: 300, restarted: 3, reported: 0 });
  expect(asked).toEqual([null, '1', '1', '2']);
});

test('a sweep of very many pages is taken over by another run, at the next page', async () => {
  const taskQueue = randomUUID();
  const asked: (string | null)[] = [];
  await work(taskQueue, async (request) => {
    asked.push(request.after?.id ?? null);
    return pageOf(203, request);
  });
  // What is given back is of the last run.
  expect(await run(taskQueue)).toEqual({ looked: 300, restarted: 3, reported: 0 });
  expect(asked).toEqual([null, ...Array.from({ length: 202 }, (_, page) => String(page + 1))]);
});

test('workers that start together agree on the schedules; later settings replace earlier ones', async () => {
  const taskQueue = randomUUID();
  const ensure = (sweepIntervalMs: number) =>
    ensureSchedules(temporal.client, { taskQueue, answerRetentionDays: 30, sweepIntervalMs });
  await Promise.all([ensure(60_000), ensure(60_000), ensure(60_000)]);
  await ensure(2000);
  const sweeps = temporal.client.schedule.getHandle(`${taskQueue}/sweep`);
  const { spec, policies, action } = await sweeps.describe();
  expect(spec.intervals?.map(({ every }) => every)).toEqual([2000]);
  expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 60_000 });
  expect(action).toMatchObject({ workflowType: 'sweep', taskQueue, args: [{ after: null }] });
  const expiry = await temporal.client.schedule.getHandle(`${taskQueue}/expire-answers`).describe();
  expect(expiry.spec.intervals?.map(({ every }) => every)).toEqual([3_600_000]);

  let swept = 0;
  await work(taskQueue, async (request) => {
    swept += 1;
    return pageOf(1, request);
  });
  await until(() => swept >= 2);
  await sweeps.delete();
});
