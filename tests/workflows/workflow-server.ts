/**
 * Temporal's time-skipping test server with our search attributes, and workers that run the real workflow
 * bundle over given activities. Time stands still except while a result is awaited or `skip` is called.
 */
import { randomUUID } from 'node:crypto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, type NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import type { IntentKind } from '../../domain/sagas/registry.ts';
import type { Decision, SagaActivities } from '../../domain/sagas/saga-activities.ts';
import { searchAttributeTypes } from '../../domain/search-attributes.ts';
import { timeSkippingServerPath } from '../../ops/stack/test-server.ts';
import { createLogger } from '../../platform/logger.ts';
import { startAttributes } from '../../platform/temporal-connection.ts';
import { temporalActivities } from '../../worker/temporal-activities.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';

// The SDK logs every failed attempt; tests fail attempts on purpose.
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** A worker of a test. */
export interface TestWorker {
  /** Stops it as a deployment would: what it runs is finished, what waits stays with the server. */
  stop(): Promise<void>;
}

export interface WorkflowServer extends AsyncDisposable {
  readonly env: TestWorkflowEnvironment;
  /** A task queue of its own per test keeps tests apart on one server. */
  on(activities: SagaActivities): WorkflowQueue;
  /** Lets time pass that no worker is there for. */
  passWithoutWorker(durationMs: number): Promise<void>;
}

/** One task queue. */
export interface WorkflowQueue {
  readonly taskQueue: string;
  /** Starts an intent's workflow. */
  start(kind: IntentKind): Promise<WorkflowHandle>;
  /** Starts a worker on it. */
  work(options?: Pick<TestWorkerOptions, 'maxCachedWorkflows'>): Promise<TestWorker>;
  /** Starts a workflow and awaits its result, with a worker there for as long. */
  run(kind: IntentKind): Promise<{ readonly result: unknown; readonly history: History }>;
}

/** Does nothing with the spans of the workflows: the bundle has the tracing interceptors in it. */
export function untraced(): OpenTelemetryPlugin {
  return new OpenTelemetryPlugin({
    resource: resourceFromAttributes({}),
    spanProcessor: new NoopSpanProcessor(),
  });
}

/** The workflow bundle that the worker uses, too. */
export function testBundle(): Promise<{ code: string }> {
  return workflowBundle(createLogger({ level: 'silent', name: 'test' }), untraced());
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
  return {
    env,
    on: (activities) => queueOn(env, activities, randomUUID()),
    passWithoutWorker: (durationMs) => passWithoutWorker(env, durationMs),
    [Symbol.asyncDispose]: () => env.teardown(),
  };
}

/** What a test's worker is made of. */
export interface TestWorkerOptions {
  readonly connection: NativeConnection;
  /** @default 'default' */
  readonly namespace?: string;
  readonly taskQueue: string;
  readonly activities: SagaActivities;
  /** @default one that does nothing */
  readonly tracing?: OpenTelemetryPlugin;
  /** @default process and host */
  readonly identity?: string;
  /** For a long history, whose replay at every task would cost its square. @default 0 */
  readonly maxCachedWorkflows?: number;
}

/** A worker with the real bundle over given activities, on either kind of server. */
export async function startTestWorker(options: TestWorkerOptions): Promise<TestWorker> {
  const { connection, taskQueue, activities, tracing: plugin = untraced(), identity } = options;
  const worker = await Worker.create({
    connection,
    namespace: options.namespace ?? 'default',
    taskQueue,
    workflowBundle: await testBundle(),
    activities: temporalActivities(activities),
    plugins: [plugin],
    ...(identity === undefined ? {} : { identity }),
    // Without a cache no task is kept for a worker that is gone, and every task replays its history.
    maxCachedWorkflows: options.maxCachedWorkflows ?? 0,
  });
  const running = worker.run();
  return {
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
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
  const queue: WorkflowQueue = {
    taskQueue,
    start: (kind) =>
      env.client.workflow.start(kind, {
        taskQueue,
        workflowId: `${kind}/default/0123456789abcdef/${randomUUID()}`,
        args: [{ intentId: randomUUID() }],
        typedSearchAttributes: startAttributes('default', kind),
      }),
    work: (options = {}) =>
      startTestWorker({ connection: env.nativeConnection, taskQueue, activities, ...options }),
    async run(kind) {
      const worker = await queue.work();
      try {
        const handle = await queue.start(kind);
        const result: unknown = await handle.result();
        return { result, history: await handle.fetchHistory() };
      } finally {
        await worker.stop();
      }
    },
  };
  return queue;
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
