import { handleRpc } from '../chain/rpc-methods.ts';
import type { Database } from '../db/database.ts';
import type { OwnedPglite, PgliteAssets } from '../db/pglite.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import { neverCrash } from '../platform/crash-points.ts';
import type { MockEnv } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import { createMemoryLimiter } from '../platform/memory-limiter.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createAcceptor } from './accept-batcher.ts';
import { createApp } from './app.ts';
import type { App } from './app-parts.ts';
import { appSettings } from './app-settings.ts';
import { createMockCore, type MockCore } from './mock-core.ts';
import { openMockOwner } from './mock-owner.ts';

/** What a process of Node and a browser tab each bring along to run the platform of MOCK mode. */
export interface MockSurroundings {
  readonly logger: Logger;
  /** Applies the migrations: read from disk, or bundled. */
  readonly migrate: (db: OwnedPglite) => Promise<void>;
  /** Made once the database is open, which its gauges read. */
  readonly metrics: (db: Database) => Metrics;
  readonly draining?: AbortSignal;
  /** PGlite's files where they are loaded already. */
  readonly pgliteAssets?: PgliteAssets;
  readonly crash?: CrashHook;
}

/** The platform of MOCK mode, running. */
export interface OpenMock {
  readonly app: App;
  readonly core: MockCore;
}

/** Opens the whole platform of MOCK mode but the listening: the app answers, intents are carried out. */
export async function openMock(env: MockEnv, surroundings: MockSurroundings): Promise<OpenMock> {
  const { logger, migrate, draining, pgliteAssets, crash = neverCrash } = surroundings;
  let metrics: Metrics | undefined;
  const core = await createMockCore({
    programSlug: env.DEFAULT_PROGRAM,
    blockTimeMs: env.MOCK_BLOCK_MS,
    paymentWaitMs: env.PAYMENT_WAIT_MS,
    relayIntervalMs: env.RELAY_INTERVAL_MS,
    answerRetentionDays: env.ANSWER_RETENTION_DAYS,
    sweepIntervalMs: env.SWEEP_INTERVAL_MS,
    chainStalledMs: env.CHAIN_STALLED_MS,
    bumpAfterBlocks: env.BUMP_AFTER_BLOCKS,
    gapAfterMs: env.GAP_AFTER_MS,
    leaseMs: env.KEEPER_LEASE_MS,
    maxFeePerGasGwei: env.MAX_FEE_PER_GAS_GWEI,
    logger,
    // The metrics read the database, which the core opens: counted from then on.
    transitions: { transition: (kind, state) => metrics?.transition(kind, state) },
    onRestart: (found) => metrics?.restarted(found),
    migrate,
    crash,
    ...(pgliteAssets === undefined ? {} : { pgliteAssets }),
  });
  const { db } = core.client;
  if (env.ADMIN_API_KEY !== undefined) await openMockOwner(db, env.ADMIN_API_KEY);
  metrics = surroundings.metrics(db);
  const acceptor = createAcceptor({ db, onIntent: core.starter.enqueue, crash });
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
    ...(draining === undefined ? {} : { draining }),
    rpc: (body) => handleRpc(core.evm, body),
  });
  return { app, core };
}
