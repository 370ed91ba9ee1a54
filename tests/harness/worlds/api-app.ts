/**
 * The HTTP application over a real database in process (PGlite), for tests through `app.request()`. The
 * chain is a fake and nothing runs the sagas: tests move intents themselves, through the real guards.
 */
import { sql } from 'drizzle-orm';
import { createAcceptor } from '../../../api/accept-batcher.ts';
import { createApp } from '../../../api/app.ts';
import type { App, AppParts, AppSettings } from '../../../api/app-parts.ts';
import type { Deployment } from '../../../chain/deploy.ts';
import type { Database } from '../../../db/database.ts';
import { localProgram } from '../../../ledger/local-program.ts';
import { openProgram } from '../../../ledger/open-program.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createMemoryLimiter } from '../../../platform/memory-limiter.ts';
import { noMetrics } from '../../../platform/metrics.ts';
import type { IntentStart } from '../../../platform/orchestrator.ts';
import { recordAnswers } from '../oracles/record-answers.ts';
import { createFakeChain, type FakeChain } from './fake-chain.ts';
import { openMigratedPglite } from './migrated-pglite.ts';

export const testSettings: AppSettings = {
  mode: 'mock',
  version: '0.0.0-test',
  defaultProgram: 'default',
  corsOrigins: [],
  authDomains: [],
  sessionTtlMs: 3_600_000,
  originHashKey: 'the key that tests hash origins with',
  trustedProxies: 0,
  idempotencyRequired: true,
  compatPublicReads: true,
  registerWaitMs: 0,
  quoteTtlMs: 60_000,
  limits: {
    registerPerHour: 0,
    registerPerDayWallet: 0,
    claimPerHour: 0,
    badSignaturePerMin: 0,
    healthPerMin: 0,
    defaultPerMin: 0,
  },
  publicRpcUrl: null,
  explorerUrl: 'https://explorer.example',
  temporalUiUrl: null,
  intentPollMs: 10,
  inProgressWaitMs: 200,
};

/** Where the programs of tests are paid. */
export const testTreasury = `0x${'05'.repeat(20)}` as const;

/** Everything a test may hold on to. */
export interface TestApi extends AsyncDisposable {
  readonly db: Database;
  readonly programId: string;
  readonly chain: FakeChain;
  /** Starts handed to the orchestrator, in order. */
  readonly starts: IntentStart[];
  readonly logLines: string[];
  /** Another app over the same database. */
  app(overrides?: Partial<AppSettings>, parts?: Partial<AppParts>): App;
  /** Runs `work` as the role that owns the tables. */
  asOwner<T>(work: () => Promise<T>): Promise<T>;
  /** Opens another program on the same chain and gives its id. */
  openProgram(slug: string): Promise<string>;
}

/** Opens the database with the default program in it, whose tokens are made up unless a chain has them. */
export async function openTestApi(deployment: Deployment = madeUpTokens): Promise<TestApi> {
  let programId = '';
  const client = await openMigratedPglite(async (db) => {
    programId = await openProgram(db, testProgram('default', deployment));
  });
  const { db } = client;
  const chain = createFakeChain();
  const starts: IntentStart[] = [];
  const logLines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    name: 'test',
    write: (line) => logLines.push(line),
  });
  const acceptor = createAcceptor({
    db,
    onIntent: (start) => starts.push(start),
  });
  async function asOwner<T>(work: () => Promise<T>): Promise<T> {
    await db.execute(sql`reset role`);
    try {
      return await work();
    } finally {
      await db.execute(sql`set role quittance_app`);
    }
  }
  return {
    db,
    programId,
    chain,
    starts,
    logLines,
    asOwner,
    openProgram: (slug) => asOwner(() => openProgram(db, testProgram(slug, deployment))),
    app: (overrides = {}, parts = {}) =>
      recordAnswers(
        createApp({
          settings: { ...testSettings, ...overrides },
          db,
          accept: (item) => acceptor.accept(item),
          chain,
          relayerAddress: `0x${'aa'.repeat(20)}`,
          limiter: createMemoryLimiter(),
          metrics: noMetrics,
          logger,
          readiness: [],
          ...parts,
        }),
      ),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const madeUpTokens: Deployment = {
  usdc: `0x${'01'.repeat(20)}`,
  usdt: `0x${'02'.repeat(20)}`,
  sge: `0x${'03'.repeat(20)}`,
  sgeid: `0x${'04'.repeat(20)}`,
};

function testProgram(slug: string, deployment: Deployment) {
  return localProgram({
    slug,
    chainId: 31_337,
    treasury: testTreasury,
    deployment,
  });
}

/** A JSON write with an idempotency key; `key` null sends none. */
export function write(body: unknown, key: string | null = crypto.randomUUID()): RequestInit {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { 'idempotency-key': key }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** A random wallet, lower case. */
export function randomWallet(): `0x${string}` {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
