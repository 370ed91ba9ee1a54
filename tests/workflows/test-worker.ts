/** Workers of tests that run the real workflow bundle over given activities, on either kind of server. */
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';
import { DefaultLogger, type NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { SagaActivities } from '../../domain/sagas/saga-activities.ts';
import { createLogger } from '../../platform/logger.ts';
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
