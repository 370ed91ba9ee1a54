/**
 * Outages of hours and days between two steps of a run. Method: the real bundle on the time-skipping server, which
 * really goes through all timers and retries; only the tries of local activities take real time.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepth } from '../harness/depth.ts';
import { until } from '../harness/until.ts';
import type { ActivityName, FakePlatform } from './fake-platform.ts';
import { fakePlatform } from './fake-platform.ts';
import {
  attributesOf,
  decide,
  ordinaryActivitiesOf,
  startWorkflowServer,
  type WorkflowServer,
} from './workflow-server.ts';

const hourMs = 60 * 60 * 1000;
const threeDaysMs = 72 * hourMs;
/** Every minute of it is a try, so it takes its time also where time is skipped. */
const databaseAwayMs = inDepth(4 * hourMs, threeDaysMs);
/** After so many tries an ordinary step is given up, and its intent parked. */
const ordinaryTriesMax = 64;

let server: WorkflowServer;
beforeAll(async () => {
  server = await startWorkflowServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** How often each effect was had. */
function effects(platform: FakePlatform): Partial<Record<ActivityName, number>> {
  const counts: Partial<Record<ActivityName, number>> = {};
  for (const call of platform.calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

test('no worker for three days after the transaction was sent: the claim settles when one is back', async () => {
  const platform = fakePlatform('claim');
  platform.mined = false;
  const queue = server.on(platform.activities);
  const first = await queue.work();
  const handle = await queue.start('claim');
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  await first.stop();
  const before = await server.env.currentTimeMs();
  await server.passWithoutWorker(threeDaysMs);
  expect((await server.env.currentTimeMs()) - before).toBeGreaterThanOrEqual(threeDaysMs);
  expect(platform.state).toBe('SUBMITTED');
  platform.mined = true;
  const second = await queue.work();
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(effects(platform)).toEqual({
    openRun: 1,
    verifyPayment: 1,
    submitTransaction: 1,
    broadcastTransaction: 1,
    confirmTransaction: 1,
    settleIntent: 1,
  });
  await second.stop();
});

test('no worker for three days after the start: the registration settles when one is there', async () => {
  const platform = fakePlatform('register');
  const queue = server.on(platform.activities);
  const handle = await queue.start('register');
  await server.passWithoutWorker(threeDaysMs);
  const worker = await queue.work();
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(effects(platform)).toMatchObject({ submitTransaction: 1, settleIntent: 1 });
  await worker.stop();
});

test('a node that fails for three days parks the claim within hours, and an operator takes it on', async () => {
  const platform = fakePlatform('claim');
  let parkedAfterMs = 0;
  let failing = true;
  platform.before = (activity) => {
    if (failing && activity === 'confirmTransaction') throw new Error('502 Bad Gateway');
  };
  const startedAt = await server.env.currentTimeMs();
  platform.after = async (activity) => {
    if (activity === 'parkIntent') {
      parkedAfterMs = (await server.env.currentTimeMs()) - startedAt;
    }
  };
  const handle = await server.with(platform.activities).start('claim');
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  await server.env.sleep(threeDaysMs);
  await until(async () => (await attributesOf(handle)).parked, { timeoutMs: 60_000 });
  expect(platform.parkedReason).toBe('RetriesExhausted: Error: 502 Bad Gateway');
  expect(parkedAfterMs).toBeGreaterThan(45 * 60_000);
  expect(parkedAfterMs).toBeLessThan(3 * 60 * 60_000);
  expect(await attributesOf(handle)).toMatchObject({ state: 'SUBMITTED', parked: true });
  failing = false;
  await decide(handle, 'decision-1', { type: 'retry', operator: 'ada', reason: 'node is back' });
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(effects(platform)).toMatchObject({ submitTransaction: 1, settleIntent: 1, parkIntent: 1 });
});

test('a database that is away for long, also for parking, loses nothing', async () => {
  const platform = fakePlatform('claim');
  let failing = false;
  let parkingTries = 0;
  platform.before = (activity) => {
    if (activity === 'parkIntent') parkingTries += 1;
    if (failing) throw new Error('connection refused');
  };
  platform.mined = false;
  const handle = await server.with(platform.activities).start('claim');
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  failing = true;
  await server.env.sleep(databaseAwayMs);
  await until(async () => ordinaryActivitiesOf(await handle.fetchHistory()).includes('parkIntent'));
  expect(platform.parkedReason).toBeNull();
  // Parking is tried for longer than anything else, without an end.
  expect(parkingTries).toBeGreaterThan(ordinaryTriesMax);
  failing = false;
  platform.mined = true;
  await server.env.sleep('2 minutes');
  await until(async () => (await attributesOf(handle)).parked);
  await decide(handle, 'decision-1', { type: 'retry', operator: 'ada', reason: 'it is back' });
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(effects(platform)).toMatchObject({ submitTransaction: 1, settleIntent: 1 });
});
