import { readFile } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { createActivities } from '../activities/create-activities.ts';
import { createMaintenance, type MaintenanceActivities } from '../activities/create-maintenance.ts';
import { refuseDevelopmentKey } from '../chain/development-keys.ts';
import { createLocalSigner } from '../chain/local-signer.ts';
import { refuseOpenMints } from '../chain/refuse-open-mints.ts';
import { registerChain } from '../chain/register-chain.ts';
import { createChain } from '../chain/viem-chain.ts';
import { createWatcher } from '../chain/watcher.ts';
import { openPostgres } from '../db/postgres.ts';
import { intentGauges } from '../db/queries/intent-gauges.ts';
import type { Signer } from '../domain/chain-port.ts';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import { withActivityLogs } from '../platform/activity-logs.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import { type Env, InvalidSettings, type RealEnv } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { createStarter } from '../platform/starter.ts';
import { connectTemporal, temporalConnectionOptions } from '../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../platform/temporal-orchestrator.ts';
import { startTracing, type Tracing } from '../platform/tracing.ts';
import { withTransitionMetrics } from '../platform/transition-metrics.ts';
import { version } from '../platform/version.ts';
import { checkSearchAttributes } from './check-search-attributes.ts';
import { ensureSchedules } from './ensure-schedules.ts';
import { serveMetrics } from './serve-metrics.ts';
import { temporalActivities } from './temporal-activities.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What a worker process is given. */
export interface WorkerOptions {
  readonly env: Env;
  readonly logger: Logger;
  readonly crash: CrashHook;
}

/** Refuses to go on in MOCK mode, where the API runs everything itself. */
export function refuseMock(env: Env): asserts env is RealEnv {
  if (env.MOCK_MODE === 'true') {
    throw new InvalidSettings(
      'MOCK_MODE: the worker runs in REAL mode only (MOCK_MODE=false). In MOCK mode the API runs the sagas in its own process.',
    );
  }
}

/**
 * Runs a worker until it is told to stop: sagas and activities, the chain watcher, and the relay. Opens
 * what it needs, refuses to start on a surprise, and closes everything at the end, in reverse.
 * @throws InvalidSettings in MOCK mode, whoever calls; ChainSurprise when the chain is not ours; and
 * whatever the parts throw when they can not be reached.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { env, logger } = options;
  refuseMock(env);
  const closers: (() => Promise<void>)[] = [];
  try {
    await runUntilStopped({ ...options, env, onClose: (close) => closers.push(close) });
  } finally {
    for (const close of closers.reverse()) {
      await close().catch((error: unknown) => logger.warn({ err: error }, 'closing failed'));
    }
    logger.info({}, 'worker stopped');
  }
}

interface RunningOptions extends WorkerOptions {
  readonly env: RealEnv;
  readonly onClose: (close: () => Promise<void>) => void;
}

async function runUntilStopped(options: RunningOptions): Promise<void> {
  const { env, logger, crash, onClose } = options;
  const tracing = startTracing({
    serviceName: 'quittance-worker',
    version,
    collectorUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  onClose(tracing.close);
  const { db, chain, signer } = await openMoney(options);
  const temporal = await connectTemporal(env, tracing.temporalPlugin);
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue: env.TEMPORAL_TASK_QUEUE });
  onClose(() => orchestrator.close());
  await checkSearchAttributes(temporal.connection, env.TEMPORAL_NAMESPACE);
  await ensureSchedules(temporal.client, {
    taskQueue: env.TEMPORAL_TASK_QUEUE,
    answerRetentionDays: env.ANSWER_RETENTION_DAYS,
  });
  const metrics = createPromMetrics({ gauges: [...intentGauges(db), imbalanceGauge(db)] });
  const deps = { db, chain, signer, paymentWaitMs: env.PAYMENT_WAIT_MS, crash, now: Date.now };
  const logged = withActivityLogs(
    createActivities(deps),
    logger,
    () => Context.current().info.workflowExecution?.workflowId,
  );
  const activities = temporalActivities(withTransitionMetrics(logged, metrics));
  const { worker, close } = await createWorker({
    env,
    logger,
    tracing,
    activities: { ...activities, ...createMaintenance(db) },
  });
  onClose(close);
  const starter = createStarter({
    db,
    orchestrator,
    logger,
    relayIntervalMs: env.RELAY_INTERVAL_MS,
    // The API starts its own at once; a worker only picks up what no API is left to start.
    leftOverAfterMs: 5000,
  });
  onClose(() => starter.close());
  const signal = (workflowId: string) => orchestrator.signalChain(workflowId);
  const watcher = createWatcher({ db, chain, logger, signal, pollMs: env.CHAIN_POLL_MS });
  onClose(() => watcher.close());
  const isReady = () => worker.getState() === 'RUNNING';
  const server = await serveMetrics({
    host: env.HOST,
    port: env.WORKER_METRICS_PORT,
    metrics,
    isReady,
  });
  onClose(server.close);
  const facts = { taskQueue: env.TEMPORAL_TASK_QUEUE, metrics: server.url, wallet: signer.address };
  logger.info(facts, 'worker started');
  // Temporal's runtime handles SIGTERM and SIGINT: it stops polling and lets activities finish.
  // It lets go of them when the worker has drained; a second SIGTERM must not cut the closing short.
  process.on('SIGTERM', () => undefined);
  await worker.run();
}

/** Opens database, chain and wallet, and compares each with what the others remember. */
async function openMoney({ env, logger, onClose }: RunningOptions) {
  const database = openPostgres({
    url: env.DATABASE_URL,
    applicationName: 'quittance-worker',
    connectionsMax: env.DATABASE_POOL_MAX,
    onError: (error) => logger.warn({ err: error }, 'an idle database connection failed'),
  });
  onClose(() => database.close());
  const { db } = database;
  const endpoint = { chainId: env.CHAIN_ID, connection: { rpcUrls: [env.CHAIN_RPC_URL] } };
  const chain = createChain(endpoint);
  onClose(() => chain.close());
  const signer = await readSigner(env);
  await registerChain(db, chain, signer.address);
  await refuseOpenMints(db, endpoint);
  return { db, chain, signer };
}

async function readSigner(env: RealEnv): Promise<Signer> {
  const text = await readFile(env.SIGNER_KEY_FILE, 'utf8').catch((error: unknown) => {
    throw new InvalidSettings(
      `SIGNER_KEY_FILE: expected a readable file, got ${env.SIGNER_KEY_FILE}`,
      {
        cause: error,
      },
    );
  });
  const key = z
    .templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{64}$/)])
    .safeParse(text.trim());
  // The text itself must not reach a log.
  if (!key.success)
    throw new InvalidSettings('SIGNER_KEY_FILE: expected 0x and 64 hex digits in the file');
  const signer = createLocalSigner(key.data);
  refuseDevelopmentKey(signer.address, env.CHAIN_ID);
  return signer;
}

interface WorkerParts {
  readonly env: RealEnv;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly activities: SagaActivities & MaintenanceActivities;
}

async function createWorker({ env, logger, tracing, activities }: WorkerParts) {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const fields = { ...meta };
      if (level === 'ERROR') logger.error(fields, message);
      else if (level === 'WARN') logger.warn(fields, message);
      else logger.debug(fields, message);
    }),
  });
  const connection = await NativeConnection.connect(temporalConnectionOptions(env));
  const worker = await Worker.create({
    connection,
    namespace: env.TEMPORAL_NAMESPACE,
    taskQueue: env.TEMPORAL_TASK_QUEUE,
    workflowBundle: await workflowBundle(logger, tracing.temporalPlugin),
    activities,
    plugins: [tracing.temporalPlugin],
    maxConcurrentActivityTaskExecutions: env.WORKER_CONCURRENCY,
    maxConcurrentLocalActivityExecutions: env.WORKER_CONCURRENCY,
    maxConcurrentWorkflowTaskExecutions: env.WORKER_CONCURRENCY,
    maxCachedWorkflows: 1000,
    shutdownGraceTime: env.SHUTDOWN_TIMEOUT_MS,
    shutdownForceTime: env.SHUTDOWN_TIMEOUT_MS + 5000,
  });
  return { worker, close: () => connection.close() };
}
