/**
 * The way of each kind through Temporal when things go well: which activities, in which order, how many
 * workflow tasks. Method: the real workflow bundle on the time-skipping server, over an intent in memory.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { fakePlatform } from './fake-platform.ts';
import {
  attributesOf,
  ordinaryActivitiesOf,
  startWorkflowServer,
  type WorkflowServer,
  workflowTasksOf,
} from './workflow-server.ts';

let server: WorkflowServer;
beforeAll(async () => {
  server = await startWorkflowServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('a claim settles in two workflow tasks, with local activities only', async () => {
  const platform = fakePlatform('claim');
  const { result, history } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(platform.state).toBe('SETTLED');
  expect(platform.calls).toEqual([
    'openRun',
    'verifyPayment',
    'submitTransaction',
    'broadcastTransaction',
    'confirmTransaction',
    'settleIntent',
  ]);
  expect(workflowTasksOf(history)).toBe(2);
  expect(ordinaryActivitiesOf(history)).toEqual([]);
});

test('a registration settles in two workflow tasks, with local activities only', async () => {
  const platform = fakePlatform('register');
  const { result, history } = await server.with(platform.activities).run('register');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(platform.calls).toEqual([
    'openRun',
    'submitTransaction',
    'broadcastTransaction',
    'confirmTransaction',
    'settleIntent',
  ]);
  expect(workflowTasksOf(history)).toBe(2);
  expect(ordinaryActivitiesOf(history)).toEqual([]);
});

test('the search attributes follow the run from PENDING to SETTLED', async () => {
  const platform = fakePlatform('claim');
  platform.mined = false;
  const queue = server.on(platform.activities);
  const handle = await queue.start('claim');
  expect(await attributesOf(handle)).toEqual({
    program: 'default',
    kind: 'claim',
    state: 'PENDING',
    parked: false,
  });
  const worker = await queue.work();
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  platform.mined = true;
  await handle.result();
  expect(await attributesOf(handle)).toMatchObject({ state: 'SETTLED', parked: false });
  await worker.stop();
});

test('a signal that comes before the run waits for it is not lost', async () => {
  const platform = fakePlatform('claim');
  const queue = server.on(platform.activities);
  const handle = await queue.start('claim');
  await handle.signal('chain');
  const startedAt = await server.env.currentTimeMs();
  const worker = await queue.work();
  // Nothing awaits the result, so time stands still: only the signal can have ended the wait.
  await until(() => platform.state === 'SETTLED');
  expect((await server.env.currentTimeMs()) - startedAt).toBeLessThan(25_000);
  await handle.result();
  await worker.stop();
});

test('a signal during the wait ends it at once', async () => {
  const platform = fakePlatform('claim');
  platform.mined = false;
  const handle = await server.with(platform.activities).start('claim');
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  platform.mined = true;
  const signalledAt = await server.env.currentTimeMs();
  await handle.signal('chain');
  await until(() => platform.state === 'SETTLED');
  expect((await server.env.currentTimeMs()) - signalledAt).toBeLessThan(25_000);
  await handle.result();
});

test('without any signal the timers alone bring a claim to its end', async () => {
  const platform = fakePlatform('claim');
  platform.paid = false;
  platform.mined = false;
  let checks = 0;
  platform.after = (activity) => {
    if (activity === 'verifyPayment') checks += 1;
    platform.paid ||= checks === 3;
    platform.mined ||=
      platform.calls.filter((call) => call === 'broadcastTransaction').length === 3;
  };
  const { result } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(platform.calls.filter((call) => call === 'verifyPayment')).toHaveLength(4);
});
