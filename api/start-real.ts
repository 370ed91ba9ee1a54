import { createChain } from '../chain/viem-chain.ts';
import { openPostgres } from '../db/postgres.ts';
import { signerWallet } from '../db/queries/signer-wallet.ts';
import { workGauges } from '../db/queries/work-gauges.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import { closablesOf, closeInOrder } from '../platform/close-in-order.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import { createDecisionRelay } from '../platform/decision-relay.ts';
import type { RealEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { createRedisLimiter } from '../platform/redis-limiter.ts';
import { createRepeating } from '../platform/repeating.ts';
import { createStarter } from '../platform/starter.ts';
import { openTemporal } from '../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../platform/temporal-orchestrator.ts';
import { startTracing } from '../platform/tracing.ts';
import { version } from '../platform/version.ts';
import { watchWorkers } from '../platform/worker-monitor.ts';
import { createAcceptor } from './accept-batcher.ts';
import { createApp } from './app.ts';
import { appSettings } from './app-settings.ts';
import { refuseLooseSettings } from './refuse-loose-settings.ts';
import { createDrain, type Served, serveApp } from './serve.ts';

/** A request waits no longer for somebody else's lock: the answer is then 409 with Retry-After. */
const lockTimeoutMs = 2000;

/**
 * Starts the API on PostgreSQL, Redis, Temporal and an EVM node. Sagas run in the worker.
 * Starts also while Temporal, Redis or the node are away: writes are taken in by the database alone.
 * @throws when the database can not be reached.
 */
export async function startReal(env: RealEnv, crash: CrashHook): Promise<Served> {
  refuseLooseSettings(env);
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'api' });
  const tracing = await startTracing({
    serviceName: 'quittance-api',
    version,
    collectorUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const draining = createDrain();
  const database = openPostgres({
    url: env.DATABASE_URL,
    applicationName: 'quittance-api',
    connectionsMax: env.DATABASE_POOL_MAX,
    lockTimeoutMs,
    onError: (error) => logger.warn({ err: error }, 'an idle database connection failed'),
  });
  const { db } = database;
  const chain = createChain({
    chainId: env.CHAIN_ID,
    connection: { rpcUrls: [env.CHAIN_RPC_URL] },
  });
  const limiter = createRedisLimiter({ url: env.REDIS_URL, logger });
  const temporal = openTemporal(env, tracing.temporalPlugin);
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue: env.TEMPORAL_TASK_QUEUE });
  const relaying = { db, orchestrator, logger, relayIntervalMs: env.RELAY_INTERVAL_MS, crash };
  const starter = createStarter(relaying);
  const decisionRelay = createDecisionRelay(relaying);
  const monitor = createRepeating({
    everyMs: env.SWEEP_INTERVAL_MS,
    work: () => watchWorkers({ db, orchestrator, taskQueue: env.TEMPORAL_TASK_QUEUE }),
    onError: (error) => logger.warn({ err: error }, 'could not see whether a worker is there'),
  });
  const acceptor = createAcceptor({ db, onIntent: starter.enqueue, crash });
  const app = createApp({
    settings: appSettings(env),
    db,
    accept: acceptor.accept,
    chain,
    relayerAddress: await signerWallet(db, env.CHAIN_ID),
    limiter,
    metrics: createPromMetrics({ gauges: [...workGauges(db), imbalanceGauge(db)] }),
    logger,
    readiness: [
      { name: 'database', check: async () => void (await db.execute('select 1')) },
      { name: 'redis', optional: true, check: limiter.healthCheck },
      { name: 'temporal', optional: true, check: () => orchestrator.healthCheck() },
      { name: 'chain', optional: true, check: async () => void (await chain.head()) },
    ],
    draining: draining.signal,
  });
  // Tracing is the last, so that it sends what the others still had to tell.
  const opened = closablesOf({
    monitor,
    starter,
    decisionRelay,
    orchestrator,
    limiter,
    chain,
    database,
    tracing,
  });
  return serveApp({
    app,
    host: env.HOST,
    port: env.PORT,
    logger,
    draining,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    onClose: () => closeInOrder(opened, { logger }),
  });
}
