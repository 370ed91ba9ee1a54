/**
 * Goal: the workflow of a payout batch works through its chunks, waits for news, and goes on as a new run before its
 * history grows long. Method: the real workflow bundle on the time-skipping server, over a batch in memory.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { fakePlatform } from './fake-platform.ts';
import { attributesOf, startWorkflowServer, type WorkflowServer } from './workflow-server.ts';

let server: WorkflowServer;
beforeAll(async () => {
  server = await startWorkflowServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const round = [
  'openPayouts',
  'submitPayouts',
  'sendPayouts',
  'askPayouts',
  'askPayouts',
  'settlePayouts',
  'finishPayouts',
];

test('a batch whose payouts are all paid is finished after one round', async () => {
  const platform = fakePlatform('payout_batch');
  const { result } = await server.with(platform.activities).run('payout_batch');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(platform.calls).toEqual(['openRun', ...round]);
});

test('a batch that waits for news goes another round when it comes', async () => {
  const platform = fakePlatform('payout_batch');
  platform.mined = false;
  const handle = await server.with(platform.activities).start('payout_batch');
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  platform.mined = true;
  await handle.signal('chain');
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.calls).toEqual(['openRun', ...round, ...round]);
});

test('a long batch goes on as new runs, and every chunk is worked through', async () => {
  const platform = fakePlatform('payout_batch');
  platform.chunks = 40;
  const queue = server.on(platform.activities);
  const handle = await queue.start('payout_batch');
  const { runId } = await handle.describe();
  const worker = await queue.work({ maxCachedWorkflows: 10 });
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect((await handle.describe()).runId).not.toBe(runId);
  expect(platform.calls.filter((name) => name === 'openRun').length).toBeGreaterThan(1);
  expect(platform.calls.filter((name) => name === 'settlePayouts').length).toBe(40);
  await worker.stop();
}, 60_000);
