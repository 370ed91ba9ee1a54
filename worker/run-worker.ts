import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { parseGwei } from 'viem';
import { createActivities } from '../activities/create-activities.ts';
import { createKeeper } from '../activities/create-keeper.ts';
import { createMaintenance, type MaintenanceActivities } from '../activities/create-maintenance.ts';
import { refuseOpenMints } from '../chain/refuse-open-mints.ts';
import { registerChain } from '../chain/register-chain.ts';
import { createChain } from '../chain/viem-chain.ts';
import { createWatcher } from '../chain/watcher.ts';
import { openPostgres } from '../db/postgres.ts';
import { workGauges } from '../db/queries/work-gauges.ts';
import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import { withActivityLogs } from '../platform/activity-logs.ts';
import { type Closable, closeInOrder } from '../platform/close-in-order.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import { createDecisionRelay } from '../platform/decision-relay.ts';
import { type Env, InvalidSettings, type RealEnv } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { createResultRelay } from '../platform/result-relay.ts';
import { signalOrStart } from '../platform/signal-or-start.ts';
import { createStarter } from '../platform/starter.ts';
import { connectTemporal, temporalConnectionOptions } from '../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../platform/temporal-orchestrator.ts';
import { startTracing, type Tracing } from '../platform/tracing.ts';
import { withTransitionMetrics } from '../platform/transition-metrics.ts';
import { version } from '../platform/version.ts';
import { checkSearchAttributes } from './check-search-attributes.ts';
import { ensureSchedules } from './ensure-schedules.ts';
import { readSigner } from './read-signer.ts';
import { runUntilDrained } from './run-until-drained.ts';
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
  const opened: Closable[] = [];
  const onClose = (close: () => Promise<void>, name = 'part') => opened.push({ name, close });
  try {
    await runUntilStopped({ ...options, env, onClose });
  } finally {
    await closeInOrder(opened.reverse(), { logger });
    logger.info({}, 'worker stopped');
  }
}

interface RunningOptions extends WorkerOptions {
  readonly env: RealEnv;
  /** Has it closed at the end; `name` is logged when it does not close. */
  readonly onClose: (close: () => Promise<void>, name?: string) => void;
}

async function runUntilStopped(options: RunningOptions): Promise<void> {
  const { env, logger, crash, onClose } = options;
  const tracing = await startTracing({
    serviceName: 'quittance-worker',
    version,
    collectorUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  onClose(tracing.close, 'tracing');
  const { db, chain, signer } = await openMoney(options);
  const temporal = await connectTemporal(env, tracing.temporalPlugin);
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue: env.TEMPORAL_TASK_QUEUE });
  onClose(() => orchestrator.close(), 'orchestrator');
  await checkSearchAttributes(temporal.connection, env.TEMPORAL_NAMESPACE);
  await ensureSchedules(temporal.client, {
    taskQueue: env.TEMPORAL_TASK_QUEUE,
    answerRetentionDays: env.ANSWER_RETENTION_DAYS,
    sweepIntervalMs: env.SWEEP_INTERVAL_MS,
  });
  const metrics = createPromMetrics({ gauges: [...workGauges(db), imbalanceGauge(db)] });
  const deps = { db, chain, signer, paymentWaitMs: env.PAYMENT_WAIT_MS, crash, now: Date.now };
  const logged = withActivityLogs(
    createActivities(deps),
    logger,
    () => Context.current().info.workflowExecution?.workflowId,
  );
  const activities = temporalActivities(withTransitionMetrics(logged, metrics));
  const { worker, wasToldToStop, close } = await createWorker({
    env,
    logger,
    tracing,
    activities: {
      ...activities,
      ...createMaintenance({
        db,
        orchestrator,
        logger,
        ...limitsOf(env),
        onRestart: metrics.restarted,
      }),
    },
  });
  onClose(close, 'connection');
  const relaying = { db, orchestrator, logger, relayIntervalMs: env.RELAY_INTERVAL_MS, crash };
  // The API starts its own at once; a worker only picks up what no API is left to start.
  const starter = createStarter({ ...relaying, leftOverAfterMs: 5000 });
  onClose(() => starter.close(), 'starter');
  const decisionRelay = createDecisionRelay(relaying);
  onClose(() => decisionRelay.close(), 'decision relay');
  const signal = signalOrStart({ db, orchestrator, starter });
  const resultRelay = createResultRelay({ ...relaying, signal });
  onClose(() => resultRelay.close(), 'result relay');
  const watcher = createWatcher({ db, chain, logger, signal, pollMs: env.CHAIN_POLL_MS });
  onClose(() => watcher.close(), 'watcher');
  const keeper = createKeeper(deps, { logger, signal, settings: keeperSettings(env) });
  onClose(() => keeper.close(), 'slot keeper');
  const isReady = () => worker.getState() === 'RUNNING';
  const server = await serveMetrics({
    host: env.HOST,
    port: env.WORKER_METRICS_PORT,
    metrics,
    isReady,
  });
  onClose(server.close, 'metrics');
  const facts = { taskQueue: env.TEMPORAL_TASK_QUEUE, metrics: server.url, wallet: signer.address };
  logger.info(facts, 'worker started');
  await runUntilDrained({ worker, wasToldToStop }, logger);
}

/** What the sweeper goes by. */
function limitsOf(env: RealEnv) {
  return {
    chainId: env.CHAIN_ID,
    sweepIntervalMs: env.SWEEP_INTERVAL_MS,
    paymentWaitMs: env.PAYMENT_WAIT_MS,
    chainStalledMs: env.CHAIN_STALLED_MS,
  };
}

/** What the keeper of slots goes by. */
function keeperSettings(env: RealEnv) {
  return {
    bumpAfterBlocks: env.BUMP_AFTER_BLOCKS,
    gapAfterMs: env.GAP_AFTER_MS,
    leaseMs: env.KEEPER_LEASE_MS,
    pollMs: env.CHAIN_POLL_MS,
  };
}

/** Opens database, chain and wallet, and compares each with what the others remember. */
async function openMoney({ env, logger, onClose }: RunningOptions) {
  const database = openPostgres({
    url: env.DATABASE_URL,
    applicationName: 'quittance-worker',
    connectionsMax: env.DATABASE_POOL_MAX,
    onError: (error) => logger.warn({ err: error }, 'an idle database connection failed'),
  });
  onClose(() => database.close(), 'database');
  const { db } = database;
  const endpoint = { chainId: env.CHAIN_ID, connection: { rpcUrls: [env.CHAIN_RPC_URL] } };
  const maxFeePerGasCap = parseGwei(env.MAX_FEE_PER_GAS_GWEI.toString());
  const chain = createChain({ ...endpoint, maxFeePerGasCap });
  onClose(() => chain.close(), 'chain');
  const signer = await readSigner(env);
  await registerChain(db, chain, signer.address);
  await refuseOpenMints(db, endpoint);
  return { db, chain, signer };
}

interface WorkerParts {
  readonly env: RealEnv;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly activities: SagaActivities & MaintenanceActivities;
}

async function createWorker({ env, logger, tracing, activities }: WorkerParts) {
  // Temporal's runtime handles SIGTERM and SIGINT from here on: the worker stops polling, as soon as it does,
  // and lets activities finish. It handles the first one only; a second must not cut the closing short.
  let toldToStop = false;
  const drain = () => {
    toldToStop = true;
    logger.info({}, 'draining');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, drain);
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      // Our logger writes an error whole where it is called `err`.
      const { error: err, ...others } = meta ?? {};
      const fields = err === undefined ? others : { ...others, err };
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
  return { worker, wasToldToStop: () => toldToStop, close: () => connection.close() };
}
