/**
 * What the orchestrator relies on a Temporal server for: one workflow per intent, starting anew after a loss and
 * never after completion, search attributes, decisions. Method: the real server (Temporal's command line), the
 * real orchestrator and bundle; the time-skipping server can not list workflows.
 */
import { randomUUID } from 'node:crypto';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { InvariantViolation } from '../../domain/errors.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import { startTestStack } from '../../ops/stack/test-stack.ts';
import type { IntentStart, Orchestrator } from '../../platform/orchestrator.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { checkSearchAttributes } from '../../worker/check-search-attributes.ts';
import { until } from '../harness/until.ts';
import { takeNamespace } from '../harness/worlds/shared-servers.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';
import { type FakePlatform, fakePlatform } from './fake-platform.ts';
import { type SharedWorker, startSharedWorker } from './shared-worker.ts';
import { startTestWorker, type TestWorker } from './test-worker.ts';
import { attributesOf } from './workflow-server.ts';

const place = takeNamespace();
let temporal: TemporalClient;
let connection: NativeConnection;
let shared: SharedWorker;
const workers: TestWorker[] = [];

beforeAll(async () => {
  const { address, namespace } = place;
  temporal = await connectTo(place);
  connection = await NativeConnection.connect({ address });
  shared = await startSharedWorker({ connection, namespace });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
afterAll(async () => {
  await shared?.[Symbol.asyncDispose]();
  await connection?.close();
  await temporal?.close();
});

const retry = { type: 'retry', operator: 'ada', reason: 'node is back' } as const;
const abandon = { type: 'abandon', operator: 'ada', reason: 'client gave up' } as const;

/** An orchestrator and an intent for it to start, whose workflow the shared worker works on as soon as it is there. */
function servedIntent(platform: FakePlatform, activities = platform.activities) {
  const intent = newIntent(shared.taskQueue);
  shared.serve(intent.start.workflowId, activities);
  return intent;
}

/** An orchestrator on a task queue of its own that nobody works on yet, and an intent for it to start. */
function newIntent(taskQueue: string = randomUUID()) {
  const orchestrator: Orchestrator = createTemporalOrchestrator({ temporal, taskQueue });
  const start: IntentStart = {
    workflowId: `claim/default/0123456789abcdef/${randomUUID()}`,
    kind: 'claim',
    intentId: randomUUID(),
    programSlug: 'default',
    traceparent: null,
  };
  return {
    taskQueue,
    orchestrator,
    start,
    handle: temporal.client.workflow.getHandle(start.workflowId),
  };
}

async function work(taskQueue: string, platform: FakePlatform): Promise<TestWorker> {
  const { activities } = platform;
  const worker = await startTestWorker({
    ...{ connection, taskQueue, activities },
    namespace: place.namespace,
  });
  workers.push(worker);
  return worker;
}

async function runsOf(workflowId: string): Promise<number> {
  const { count } = await temporal.client.workflow.count(`WorkflowId = '${workflowId}'`);
  return count;
}

test('a workflow carries the intent under its own ID and is found by its search attributes', async () => {
  const { taskQueue, orchestrator, start, handle } = newIntent();
  await orchestrator.start(start);
  expect(await attributesOf(handle)).toEqual({
    program: 'default',
    kind: 'claim',
    state: 'PENDING',
    parked: false,
  });
  await work(taskQueue, fakePlatform('claim'));
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  await orchestrator.signalChain(start.workflowId);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  const query = `QuittanceProgram = 'default' AND QuittanceKind = 'claim' AND QuittanceState = 'SETTLED' AND QuittanceParked = false AND TaskQueue = '${taskQueue}'`;
  await until(async () => (await temporal.client.workflow.count(query)).count === 1);
  const [started] = (await handle.fetchHistory()).events ?? [];
  const payloads = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  // Ids only: what the intent is about stays in the database.
  expect(payloads.map(({ data }) => Buffer.from(data ?? []).toString('utf8'))).toEqual([
    JSON.stringify({ intentId: start.intentId }),
  ]);
});

test('starting an intent whose workflow runs changes nothing', async () => {
  const { orchestrator, start, handle } = newIntent();
  await orchestrator.start(start);
  const { runId } = await handle.describe();
  await Promise.all([orchestrator.start(start), orchestrator.start(start)]);
  expect((await handle.describe()).runId).toBe(runId);
  await until(async () => (await runsOf(start.workflowId)) === 1);
  await handle.terminate();
});

test('started with the wrong type a run fails before its first effect, and the right one can follow under the ID', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  await orchestrator.start({ ...start, kind: 'register' });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'WrongSaga' } });
  expect(platform.calls).toEqual([]);
  expect(platform.state).toBe('PENDING');
  await orchestrator.start(start);
  await until(() => platform.calls.includes('broadcastTransaction'));
  await orchestrator.signalChain(start.workflowId);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
});

test('starting an intent whose workflow has completed changes nothing', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  await orchestrator.start(start);
  await until(() => platform.calls.includes('broadcastTransaction'));
  await orchestrator.signalChain(start.workflowId);
  await handle.result();
  const calls = [...platform.calls];
  const { runId } = await handle.describe();
  await orchestrator.start(start);
  expect((await handle.describe()).runId).toBe(runId);
  expect(platform.calls).toEqual(calls);
});

test('a terminated run is started anew under the same ID, and fences what is left of the old one', async () => {
  const platform = fakePlatform('claim');
  platform.mined = false;
  const runs: RunRef[] = [];
  const { openRun } = platform.activities;
  const activities = {
    ...platform.activities,
    openRun: (run: RunRef) => {
      runs.push(run);
      return openRun(run);
    },
  };
  const { orchestrator, start, handle } = servedIntent(platform, activities);
  await orchestrator.start(start);
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  await handle.terminate('lost');
  platform.mined = true;
  await orchestrator.start(start);
  await until(() => runs.length === 2);
  await until(() => platform.calls.filter((call) => call === 'broadcastTransaction').length === 2);
  await orchestrator.signalChain(start.workflowId);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.calls.filter((call) => call === 'submitTransaction')).toHaveLength(1);
  const [first, second] = runs;
  expect(second?.runFence).toBeGreaterThan(first?.runFence ?? Number.POSITIVE_INFINITY);
  if (first === undefined) throw new Error('Expected a first run');
  await expect(
    platform.activities.settleIntent({ run: first, postings: [], identityTokenId: null }),
  ).rejects.toThrow('is not the newest');
});

test('a run that could not even be parked fails, and can be started anew', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  platform.before = (activity) => {
    if (activity === 'verifyPayment' || activity === 'parkIntent') {
      throw new InvariantViolation('Expected the intent to exist');
    }
  };
  await orchestrator.start(start);
  await expect(handle.result()).rejects.toThrow('Workflow execution failed');
  platform.before = () => undefined;
  await orchestrator.start(start);
  await until(() => platform.calls.includes('broadcastTransaction'));
  await orchestrator.signalChain(start.workflowId);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
});

test('a signal tells whether there is a run to take it in', async () => {
  const { orchestrator, start, handle } = newIntent();
  expect(await orchestrator.signalChain(start.workflowId)).toBe('no-run');
  await orchestrator.start(start);
  expect(await orchestrator.signalChain(start.workflowId)).toBe('delivered');
  await handle.terminate();
  expect(await orchestrator.signalChain(start.workflowId)).toBe('no-run');
});

test('the newest run of a workflow is known whatever became of it', async () => {
  const { taskQueue, orchestrator, start, handle } = newIntent();
  const state = () => orchestrator.runState(start.workflowId);
  expect(await state()).toEqual({ status: 'none' });
  await orchestrator.start(start);
  expect(await state()).toEqual({ status: 'running', trouble: null });
  await handle.terminate();
  expect(await state()).toEqual({ status: 'closed', how: 'terminated' });
  await orchestrator.start(start);
  await work(taskQueue, fakePlatform('claim'));
  await handle.cancel();
  await until(async () => (await state()).status === 'closed');
  expect(await state()).toEqual({ status: 'closed', how: 'cancelled' });
});

test('of many workflows those that run are found in one query, whatever their keys', async () => {
  const { orchestrator, start } = newIntent();
  const ids = ["it's", '(a)', 'a b%20c', 'plain'].map(
    (key) => `${start.workflowId}-${encodeURIComponent(key)}`,
  );
  for (const workflowId of ids) await orchestrator.start({ ...start, workflowId });
  const [ended = '', ...others] = ids;
  await temporal.client.workflow.getHandle(ended).terminate();
  const asked = [...ids, 'claim/default/none', 'with"quote'];
  await until(async () => (await orchestrator.seemRunning(asked)).size === others.length);
  expect(await orchestrator.seemRunning(asked)).toEqual(new Set(others));
  expect(await orchestrator.seemRunning([])).toEqual(new Set());
  for (const workflowId of others) await temporal.client.workflow.getHandle(workflowId).terminate();
});

test('an intent whose workflow has completed is started again only by startAgain', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  await orchestrator.start(start);
  await until(() => platform.calls.includes('broadcastTransaction'));
  await orchestrator.signalChain(start.workflowId);
  await handle.result();
  const { runId } = await handle.describe();
  expect(await orchestrator.runState(start.workflowId)).toMatchObject({ how: 'completed' });
  await orchestrator.startAgain(start);
  expect((await handle.describe()).runId).not.toBe(runId);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.calls.filter((call) => call === 'settleIntent')).toHaveLength(1);
});

test('the workers that ask for work are counted', async () => {
  const { taskQueue, orchestrator } = newIntent();
  expect(await orchestrator.workersPolling()).toBe(0);
  await work(taskQueue, fakePlatform('claim'));
  await until(async () => (await orchestrator.workersPolling()) === 1);
});

test('a decision is delivered once, also when it is sent twice', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new InvariantViolation('Expected a payment row');
  };
  platform.decide = () => ({ status: 'refused', why: 'not yet' });
  await orchestrator.start(start);
  await until(async () => (await attributesOf(handle)).parked);
  await orchestrator.decide(start.workflowId, 'decision-1', retry);
  await orchestrator.decide(start.workflowId, 'decision-1', retry);
  await until(() => platform.decisions.length > 0);
  platform.decide = () => ({ status: 'abandoned' });
  await orchestrator.decide(start.workflowId, 'decision-2', abandon);
  expect(await handle.result()).toEqual({ state: 'FAILED' });
  expect(platform.decisions).toEqual([retry, abandon]);
});

test('a decision about an intent that is not parked is refused to who made it', async () => {
  const platform = fakePlatform('claim');
  const { orchestrator, start, handle } = servedIntent(platform);
  platform.paid = false;
  await orchestrator.start(start);
  await until(() => platform.calls.includes('verifyPayment'));
  expect(await orchestrator.decide(start.workflowId, 'decision-1', abandon)).toBe('not-parked');
  expect(platform.decisions).toEqual([]);
  await handle.terminate();
  expect(await orchestrator.decide(start.workflowId, 'decision-1', abandon)).toBe('no-run');
});

test('a decision while no worker is there comes back unanswered, and is taken when one comes', async () => {
  const { taskQueue, orchestrator, start, handle } = newIntent();
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new InvariantViolation('Expected a payment row');
  };
  const first = await work(taskQueue, platform);
  await orchestrator.start(start);
  await until(async () => (await attributesOf(handle)).parked);
  await first.stop();
  const deliver = () => orchestrator.decide(start.workflowId, 'decision-1', abandon);
  expect(await deliver()).toBe('unanswered');
  await work(taskQueue, platform);
  await until(async () => {
    const delivery = await deliver();
    return delivery === 'taken' || delivery === 'no-run';
  });
  expect(await handle.result()).toEqual({ state: 'FAILED' });
  expect(platform.decisions).toEqual([abandon]);
});

test('of two decisions that arrive together the second does not outlive the first', async () => {
  const { taskQueue, orchestrator, start, handle } = newIntent();
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new InvariantViolation('Expected a payment row');
  };
  const first = await work(taskQueue, platform);
  await orchestrator.start(start);
  await until(async () => (await attributesOf(handle)).parked);
  // While the worker is away both arrive, so that one workflow task brings them in together.
  await first.stop();
  const both = Promise.all([
    orchestrator.decide(start.workflowId, 'decision-1', retry),
    orchestrator.decide(start.workflowId, 'decision-2', retry),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await work(taskQueue, platform);
  await both;
  await until(() => platform.calls.filter((call) => call === 'resumeIntent').length > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // It failed as before and parked again: the second decision was not about that.
  expect(platform.decisions).toHaveLength(1);
  expect(platform.parkedReason).toMatch(/^InvariantViolation/);
  await handle.terminate();
});

test('a namespace without our search attributes is told apart, with the remedy', async () => {
  await checkSearchAttributes(temporal.connection, place.namespace);
  await temporal.connection.workflowService.registerNamespace({
    namespace: 'bare',
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // The server's frontends learn of a namespace by asking for it now and then.
  const told = () => checkSearchAttributes(temporal.connection, 'bare').then(() => '', String);
  await until(async () => (await told()).includes('lacks'));
  expect(await told()).toMatch(
    /QuittanceProgram, QuittanceKind, QuittanceState, QuittanceParked.*npm run setup:real/s,
  );
});

test('the health check answers, and fails soon when the server is gone', async () => {
  const { orchestrator } = newIntent();
  await orchestrator.healthCheck();
  const gone = await startTestStack(['temporal']);
  const lost = await connectTo(gone.temporal);
  const broken = createTemporalOrchestrator({
    temporal: lost,
    taskQueue: 'q',
    callTimeoutMs: 2000,
  });
  await gone[Symbol.asyncDispose]();
  const askedAt = Date.now();
  await expect(broken.healthCheck()).rejects.toThrow();
  expect(Date.now() - askedAt).toBeLessThan(10_000);
  await broken.close();
});
