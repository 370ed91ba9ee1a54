/** Both databases, for suites that must hold on both: PGlite in process, and one of the shared PostgreSQL server. */
import { sql } from 'drizzle-orm';
import { type Database, type DatabaseClient, platformScope } from '../../../db/database.ts';
import { migratePostgres } from '../../../db/migrate.ts';
import { openPostgres } from '../../../db/postgres.ts';
import { dropDatabase } from '../../../ops/stack/postgres-roles.ts';
import { startTestStack } from '../../../ops/stack/test-stack.ts';
import { openMigratedPglite } from './migrated-pglite.ts';
import { requireSharedServers, takeDatabase } from './shared-servers.ts';

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
  /** PostgreSQL waits for the disk at every commit, as in production: for measurements. @default false */
  readonly durable?: boolean;
}

/** Opens a fresh database of the given engine; `await using` or dispose of it. */
export function openTestDatabase(
  engine: Engine,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  return engine === 'pglite' ? openTestPglite() : openTestPostgres(options);
}

async function openTestPglite(): Promise<TestDatabase> {
  const client = await openMigratedPglite();
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

/** A database of a PostgreSQL server, and what ends it. */
interface Place extends AsyncDisposable {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

async function openTestPostgres({
  connectionsMax = 10,
  durable = false,
}: TestDatabaseOptions): Promise<TestDatabase> {
  const place = durable ? await durablePlace() : await sharedPlace();
  const open = (url: string, max: number): DatabaseClient =>
    openPostgres({
      url,
      applicationName: 'quittance-tests',
      connectionsMax: max,
      lockTimeoutMs: 20_000,
      onError: () => undefined,
    });
  const app = open(place.appUrl, connectionsMax);
  const owner = open(place.ownerUrl, 2);
  return {
    engine: 'postgres',
    app: app.db,
    asOwner: (work) => work(owner.db),
    async [Symbol.asyncDispose]() {
      await Promise.all([app.close(), owner.close()]);
      await place[Symbol.asyncDispose]();
    },
  };
}

async function sharedPlace(): Promise<Place> {
  const shared = requireSharedServers();
  const { name, ownerUrl, appUrl } = await takeDatabase(shared);
  const { adminUrl } = shared.postgres;
  return { ownerUrl, appUrl, [Symbol.asyncDispose]: () => dropDatabase(adminUrl, name) };
}

/** On a server of its own, which waits for the disk. */
async function durablePlace(): Promise<Place> {
  const stack = await startTestStack(['postgres'], { durable: true });
  const { ownerUrl, appUrl } = await stack.postgres.createDatabase();
  await migratePostgres(ownerUrl);
  return { ownerUrl, appUrl, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

/** Limits `db` to one program for the rest of the surrounding transaction, or to the platform. */
export async function setScope(tx: Database, program: string = platformScope): Promise<void> {
  await tx.execute(sql`select set_config('app.program', ${program}, true)`);
}
