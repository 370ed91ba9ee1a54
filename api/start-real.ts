import { createChain } from '../chain/viem-chain.ts';
import { openPostgres } from '../db/postgres.ts';
import { intentGauges } from '../db/queries/intent-gauges.ts';
import { signerWallet } from '../db/queries/signer-wallet.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import type { RealEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { createRedisLimiter } from '../platform/redis-limiter.ts';
import { createStarter } from '../platform/starter.ts';
import { openTemporal } from '../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../platform/temporal-orchestrator.ts';
import { startTracing } from '../platform/tracing.ts';
import { version } from '../platform/version.ts';
import { createAcceptor } from './accept-batcher.ts';
import { createApp } from './app.ts';
import { appSettings } from './app-settings.ts';
import { type Served, serveApp } from './serve.ts';

/** A request waits no longer for somebody else's lock: the answer is then 409 with Retry-After. */
const lockTimeoutMs = 2000;

/**
 * Starts the API on PostgreSQL, Redis, Temporal and an EVM node. Sagas run in the worker.
 * Starts also while Temporal, Redis or the node are away: writes are taken in by the database alone.
 * @throws when the database can not be reached.
 */
export async function startReal(env: RealEnv): Promise<Served> {
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'api' });
  const tracing = startTracing({
    serviceName: 'quittance-api',
    version,
    collectorUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const draining = new AbortController();
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
  const starter = createStarter({
    db,
    orchestrator,
    logger,
    relayIntervalMs: env.RELAY_INTERVAL_MS,
  });
  const acceptor = createAcceptor({ db, onIntent: starter.enqueue });
  const app = createApp({
    settings: appSettings(env),
    db,
    accept: acceptor.accept,
    chain,
    relayerAddress: await signerWallet(db, env.CHAIN_ID),
    limiter,
    metrics: createPromMetrics({ gauges: [...intentGauges(db), imbalanceGauge(db)] }),
    logger,
    readiness: [
      { name: 'database', check: async () => void (await db.execute('select 1')) },
      { name: 'redis', optional: true, check: limiter.healthCheck },
      { name: 'temporal', optional: true, check: () => orchestrator.healthCheck() },
      { name: 'chain', optional: true, check: async () => void (await chain.head()) },
    ],
    draining: draining.signal,
  });
  return serveApp({
    app,
    host: env.HOST,
    port: env.PORT,
    logger,
    draining,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    onClose: async () => {
      await starter.close();
      await orchestrator.close();
      await limiter.close();
      await chain.close();
      await database.close();
      await tracing.close();
    },
  });
}
