/**
 * Temporal's time-skipping test server with our search attributes, and a worker that runs the real workflow
 * bundle. Time stands still except while a result is awaited or `skip` is called.
 */
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { z } from 'zod';
import type { IntentKind } from '../../domain/sagas/registry.ts';
import type { Decision, SagaActivities } from '../../domain/sagas/saga-activities.ts';
import { searchAttributeTypes } from '../../domain/search-attributes.ts';
import { timeSkippingServerPath } from '../../ops/stack/test-server.ts';
import { startAttributes } from '../../platform/temporal-connection.ts';
import { type SharedWorker, startSharedWorker } from './shared-worker.ts';
import { startTestWorker, type TestWorker, type TestWorkerOptions } from './test-worker.ts';

export interface WorkflowServer extends AsyncDisposable {
  readonly env: TestWorkflowEnvironment;
  /** For tests that care when a worker comes and goes: a task queue of their own, without a worker at first. */
  on(activities: SagaActivities): WorkflowQueue;
  /** For all others: workflows that the server's one worker works on, always. */
  with(activities: SagaActivities): WorkflowStarter;
  /** Lets time pass that no worker is there for. */
  passWithoutWorker(durationMs: number): Promise<void>;
}

/** Starts workflows over some activities. */
export interface WorkflowStarter {
  /** Starts an intent's workflow. */
  start(kind: IntentKind): Promise<WorkflowHandle>;
  /** Starts a workflow and awaits its result. */
  run(kind: IntentKind): Promise<{ readonly result: unknown; readonly history: History }>;
}

/** One task queue. */
export interface WorkflowQueue {
  /** Starts an intent's workflow. */
  start(kind: IntentKind): Promise<WorkflowHandle>;
  /** Starts a worker on it. */
  work(options?: Pick<TestWorkerOptions, 'maxCachedWorkflows'>): Promise<TestWorker>;
}

/** As in ops/stack/search-attributes.ts, which asks for what is missing: this server can not tell. */
const typeNumbers = { KEYWORD: 2, BOOL: 5 } as const;

/** Starts a time-skipping server. Tests on one server must not run at the same time: they share its time. */
export async function startWorkflowServer(): Promise<WorkflowServer> {
  const path = await timeSkippingServerPath();
  const env = await TestWorkflowEnvironment.createTimeSkipping(
    path === undefined ? {} : { server: { executable: { type: 'existing-path', path } } },
  );
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributeTypes).map(([name, type]) => [name, typeNumbers[type]]),
    ),
  });
  const worker = await startSharedWorker({ connection: env.nativeConnection });
  return {
    env,
    on: (activities) => queueOn(env, activities, randomUUID()),
    with: (activities) => starterWith(env, activities, worker),
    passWithoutWorker: (durationMs) => passWithoutWorker(env, durationMs),
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await env.teardown();
    },
  };
}

/**
 * The server holds time still as long as a task waits for a worker, by a lock it counts; one lock less lets
 * it go on. Time moves in steps from one event to the next, so the lock given up has to be taken again.
 */
async function passWithoutWorker(env: TestWorkflowEnvironment, durationMs: number): Promise<void> {
  const { testService } = env.connection;
  await testService?.unlockTimeSkipping({});
  await env.sleep(durationMs);
  await testService?.lockTimeSkipping({});
}

function queueOn(
  env: TestWorkflowEnvironment,
  activities: SagaActivities,
  taskQueue: string,
): WorkflowQueue {
  return {
    start: (kind) => startWorkflow(env, { taskQueue, kind, workflowId: newWorkflowId(kind) }),
    work: (options = {}) =>
      startTestWorker({ connection: env.nativeConnection, taskQueue, activities, ...options }),
  };
}

function starterWith(
  env: TestWorkflowEnvironment,
  activities: SagaActivities,
  worker: SharedWorker,
): WorkflowStarter {
  const start = (kind: IntentKind): Promise<WorkflowHandle> => {
    const workflowId = newWorkflowId(kind);
    worker.serve(workflowId, activities);
    return startWorkflow(env, { taskQueue: worker.taskQueue, kind, workflowId });
  };
  return {
    start,
    async run(kind) {
      const handle = await start(kind);
      const result: unknown = await handle.result();
      return { result, history: await handle.fetchHistory() };
    },
  };
}

function newWorkflowId(kind: IntentKind): string {
  return `${kind}/default/0123456789abcdef/${randomUUID()}`;
}

interface WorkflowStart {
  readonly taskQueue: string;
  readonly kind: IntentKind;
  readonly workflowId: string;
}

function startWorkflow(
  env: TestWorkflowEnvironment,
  { taskQueue, kind, workflowId }: WorkflowStart,
): Promise<WorkflowHandle> {
  return env.client.workflow.start(kind, {
    taskQueue,
    workflowId,
    args: [{ intentId: randomUUID() }],
    typedSearchAttributes: startAttributes('default', kind),
  });
}

/** Delivers an operator's decision as the orchestrator does: under an update ID of its own. */
export async function decide(
  handle: WorkflowHandle,
  decisionId: string,
  decision: Decision,
): Promise<void> {
  await handle.executeUpdate('decide', { args: [decision], updateId: decisionId });
}

const searchAttributeValues = z.object({
  QuittanceProgram: z.tuple([z.string()]),
  QuittanceKind: z.tuple([z.string()]),
  QuittanceState: z.tuple([z.string()]),
  QuittanceParked: z.tuple([z.boolean()]),
});

/** Our search attributes of a workflow, as an operator's query sees them. */
export async function attributesOf(handle: WorkflowHandle) {
  const { searchAttributes: found } = await handle.describe();
  const values = searchAttributeValues.parse(found);
  return {
    program: values.QuittanceProgram[0],
    kind: values.QuittanceKind[0],
    state: values.QuittanceState[0],
    parked: values.QuittanceParked[0],
  };
}

/** How many workflow tasks a run took: each is a round trip between server and worker. */
export function workflowTasksOf(history: History): number {
  return (history.events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
    .length;
}

/** How many ordinary (not local) activities a run scheduled. */
export function ordinaryActivitiesOf(history: History): string[] {
  return (history.events ?? []).flatMap((event) => {
    const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
    return name === undefined || name === null ? [] : [name];
  });
}
