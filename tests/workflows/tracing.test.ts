/**
 * Goal: one trace from the HTTP request through the workflow to the activity and its SQL, also when a relay starts
 * the workflow later and when another worker takes over. Method: the platform's own tracing with an exporter in
 * memory, a real Temporal server, a real PostgreSQL.
 */
import { randomUUID } from 'node:crypto';
import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { NativeConnection } from '@temporalio/worker';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseClient } from '../../db/database.ts';
import { openPostgres } from '../../db/postgres.ts';
import { connectTemporal, type TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { startTracing, type Tracing } from '../../platform/tracing.ts';
import { until } from '../harness/until.ts';
import { takeDatabase, takeNamespace } from '../harness/worlds/shared-servers.ts';
import { fakePlatform } from './fake-platform.ts';
import { startTestWorker } from './test-worker.ts';
import { attributesOf } from './workflow-server.ts';

const exporter = new InMemorySpanExporter();
let tracing: Tracing;
const place = takeNamespace();
let database: DatabaseClient;
let temporal: TemporalClient;
let connection: NativeConnection;

beforeAll(async () => {
  tracing = await startTracing({
    serviceName: 'quittance-test',
    version: '0.0.0',
    collectorUrl: undefined,
    spanProcessor: new SimpleSpanProcessor(exporter),
  });
  const { address, namespace } = place;
  const settings = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  temporal = await connectTemporal(settings, tracing.temporalPlugin);
  connection = await NativeConnection.connect({ address });
  const { appUrl } = await takeDatabase();
  database = openPostgres({ url: appUrl, applicationName: 'tests', onError: () => undefined });
});
afterAll(async () => {
  await connection?.close();
  await temporal?.close();
  await database?.close();
  await tracing?.close();
});

/** What the API stores on the intent: the context of the request's span. */
function acceptedRequest(): { traceId: string; traceparent: string | null } {
  return trace.getTracer('tests').startActiveSpan('POST /api/claim/record', (span) => {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    span.end();
    return { traceId: span.spanContext().traceId, traceparent: carrier['traceparent'] ?? null };
  });
}

function namesIn(traceId: string): string[] {
  const spans = exporter
    .getFinishedSpans()
    .filter((span) => span.spanContext().traceId === traceId);
  return spans.map(({ name }) => name);
}

test('request, workflow, local and ordinary activities and their SQL are one trace, over a change of workers', async () => {
  const platform = fakePlatform('claim');
  let refused = 0;
  platform.before = async (activity) => {
    await database.db.execute(sql`select 1`);
    if (activity === 'verifyPayment' && ++refused <= 6) throw new Error('connection refused');
  };
  const taskQueue = randomUUID();
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue });
  const { traceId, traceparent } = acceptedRequest();
  const workflowId = `claim/default/0123456789abcdef/${randomUUID()}`;
  // As the relay does it: outside of the request, with what the intent's row carries.
  await orchestrator.start({
    workflowId,
    kind: 'claim',
    intentId: randomUUID(),
    programSlug: 'default',
    traceparent,
  });
  const options = {
    connection,
    namespace: place.namespace,
    taskQueue,
    activities: platform.activities,
    tracing: tracing.temporalPlugin,
  };
  const first = await startTestWorker(options);
  const handle = temporal.client.workflow.getHandle(workflowId);
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  await first.stop();
  const second = await startTestWorker(options);
  await orchestrator.signalChain(workflowId);
  await handle.result();
  await second.stop();

  const names = namesIn(traceId);
  expect(names).toEqual(
    expect.arrayContaining([
      'POST /api/claim/record',
      'StartWorkflow:claim',
      'RunWorkflow:claim',
      'StartActivity:openRun',
      'RunActivity:openRun',
      'RunActivity:verifyPayment',
      'RunActivity:settleIntent',
    ]),
  );
  // Six local tries failed, so the seventh was an ordinary activity's.
  expect(names.filter((name) => name === 'RunActivity:verifyPayment')).toHaveLength(7);
  expect(names.filter((name) => name.startsWith('pg.query')).length).toBeGreaterThanOrEqual(12);
  const strangers = exporter
    .getFinishedSpans()
    .filter(({ name }) => name.startsWith('RunActivity:'))
    .filter((span) => span.spanContext().traceId !== traceId);
  expect(strangers).toEqual([]);
});

test('an intent without a trace starts one of its own', async () => {
  const taskQueue = randomUUID();
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue });
  const workflowId = `claim/default/0123456789abcdef/${randomUUID()}`;
  exporter.reset();
  await orchestrator.start({
    workflowId,
    kind: 'claim',
    intentId: randomUUID(),
    programSlug: 'default',
    traceparent: null,
  });
  const started = exporter.getFinishedSpans().find(({ name }) => name === 'StartWorkflow:claim');
  expect(started?.parentSpanContext).toBeUndefined();
  await temporal.client.workflow.getHandle(workflowId).terminate();
});
