/**
 * Both databases for suites that must hold on both: PGlite always, PostgreSQL through the local stack
 * (or the two addresses in the environment, for a quick run against a server that is up already).
 */
import { sql } from 'drizzle-orm';
import { type Database, type DatabaseClient, platformScope } from '../../db/database.ts';
import { migratePglite, migratePostgres } from '../../db/migrate.ts';
import { openPglite } from '../../db/pglite.ts';
import { openPostgres } from '../../db/postgres.ts';

export const engines = ['pglite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A migrated database with nothing in it. */
export interface TestDatabase extends AsyncDisposable {
  readonly engine: Engine;
  /** Connected as the application's role, in the platform's scope. */
  readonly app: Database;
  /** Runs `work` as the role that owns the tables (on PGlite the superuser). */
  asOwner<T>(work: (owner: Database) => Promise<T>): Promise<T>;
}

/** Options of {@link openTestDatabase}. */
export interface TestDatabaseOptions {
  /** Size of the application's pool on PostgreSQL. @default 10 */
  readonly connectionsMax?: number;
}

/** Opens a fresh database of the given engine; `await using` or dispose of it. */
export function openTestDatabase(
  engine: Engine,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  return engine === 'pglite' ? openTestPglite() : openTestPostgres(options);
}

async function openTestPglite(): Promise<TestDatabase> {
  const client = await openPglite({ migrate: migratePglite });
  const { db } = client;
  return {
    engine: 'pglite',
    app: db,
    async asOwner(work) {
      await db.execute(sql`reset role`);
      try {
        return await work(db);
      } finally {
        await db.execute(sql`set role quittance_app`);
      }
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function openTestPostgres({ connectionsMax = 10 }: TestDatabaseOptions): Promise<TestDatabase> {
  const server = await startServer();
  await migratePostgres(server.ownerUrl);
  const open = (url: string, max: number): DatabaseClient =>
    openPostgres({
      url,
      applicationName: 'quittance-tests',
      connectionsMax: max,
      lockTimeoutMs: 20_000,
      onError: () => undefined,
    });
  const app = open(server.appUrl, connectionsMax);
  const owner = open(server.ownerUrl, 2);
  return {
    engine: 'postgres',
    app: app.db,
    asOwner: (work) => work(owner.db),
    async [Symbol.asyncDispose]() {
      await Promise.all([app.close(), owner.close()]);
      await server.stop();
    },
  };
}

interface TestServer {
  readonly ownerUrl: string;
  readonly appUrl: string;
  stop(): Promise<void>;
}

async function startServer(): Promise<TestServer> {
  const ownerUrl = process.env['TEST_POSTGRES_OWNER_URL'];
  const appUrl = process.env['TEST_POSTGRES_APP_URL'];
  if (ownerUrl === undefined || appUrl === undefined) throw new Error('test stack pending');
  return await createDatabaseBeside({ ownerUrl, appUrl });
}

/** A database of its own on a server that is up, so that suites do not see each other's rows. */
async function createDatabaseBeside(server: Omit<TestServer, 'stop'>): Promise<TestServer> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const admin = openPostgres({
    url: server.ownerUrl,
    applicationName: 'quittance-tests',
    connectionsMax: 1,
    onError: () => undefined,
  });
  await admin.db.execute(sql.raw(`create database ${name}`));
  return {
    ownerUrl: withDatabase(server.ownerUrl, name),
    appUrl: withDatabase(server.appUrl, name),
    stop: () => admin.close(),
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Limits `db` to one program for the rest of the surrounding transaction, or to the platform. */
export async function setScope(tx: Database, program: string = platformScope): Promise<void> {
  await tx.execute(sql`select set_config('app.program', ${program}, true)`);
}
