import { migratePglite } from '../db/migrate.ts';
import { migratedDump } from '../db/migrated-dump.ts';
import { workGauges } from '../db/queries/work-gauges.ts';
import { imbalanceGauge } from '../ledger/imbalance-gauge.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import type { MockEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { createPromMetrics } from '../platform/prom-metrics.ts';
import { openMock } from './open-mock.ts';
import { createDrain, type Served, serveApp } from './serve.ts';

/** Only this machine may reach MOCK mode: its chain gives money to everybody. */
const loopback = '127.0.0.1';

/** Starts the whole platform in this process, without any service. */
export async function startMock(env: MockEnv, crash: CrashHook): Promise<Served> {
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'api' });
  const draining = createDrain();
  const { app, core } = await openMock(env, {
    logger,
    migrate: migratePglite,
    pgliteAssets: { loadDataDir: await migratedDump() },
    metrics: (db) => createPromMetrics({ gauges: [...workGauges(db), imbalanceGauge(db)] }),
    crash,
    draining: draining.signal,
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
