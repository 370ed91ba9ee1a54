import { handleRpc } from '../chain/rpc-methods.ts';
import { migratePglite } from '../db/migrate.ts';
import { intentGauges } from '../db/queries/intent-gauges.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import type { MockEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { createMemoryLimiter } from '../platform/memory-limiter.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { createAcceptor } from './accept-batcher.ts';
import { createApp } from './app.ts';
import { appSettings } from './app-settings.ts';
import { createMockCore } from './mock-core.ts';
import { type Served, serveApp } from './serve.ts';

/** Only this machine may reach MOCK mode: its chain gives money to everybody. */
const loopback = '127.0.0.1';

/** Starts the whole platform in this process, without any service. */
export async function startMock(env: MockEnv): Promise<Served> {
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'api' });
  const draining = new AbortController();
  let metrics: Metrics | undefined;
  const core = await createMockCore({
    programSlug: env.DEFAULT_PROGRAM,
    blockTimeMs: env.MOCK_BLOCK_MS,
    paymentWaitMs: env.PAYMENT_WAIT_MS,
    relayIntervalMs: env.RELAY_INTERVAL_MS,
    answerRetentionDays: env.ANSWER_RETENTION_DAYS,
    logger,
    // The metrics read the database, which the core opens: counted from then on.
    transitions: { transition: (kind, state) => metrics?.transition(kind, state) },
    migrate: migratePglite,
  });
  const { db } = core.client;
  metrics = createPromMetrics({ gauges: [...intentGauges(db), imbalanceGauge(db)] });
  const acceptor = createAcceptor({ db, onIntent: core.starter.enqueue });
  const app = createApp({
    settings: appSettings(env),
    db,
    accept: acceptor.accept,
    chain: core.chain,
    relayerAddress: core.signer.address,
    limiter: createMemoryLimiter(),
    metrics,
    logger,
    readiness: [
      { name: 'database', check: async () => void (await db.execute('select 1')) },
      { name: 'chain', check: async () => void (await core.chain.head()) },
      { name: 'orchestrator', check: () => core.orchestrator.healthCheck() },
    ],
    draining: draining.signal,
    rpc: (body) => handleRpc(core.evm, body),
  });
  return serveApp({
    app,
    host: loopback,
    port: env.PORT,
    logger,
    draining,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    onClose: core.close,
  });
}
