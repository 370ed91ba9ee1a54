import { PGlite, type PGliteOptions, types } from '@electric-sql/pglite';
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite';
import { z } from 'zod';
import { type DatabaseClient, platformScope } from './database.ts';
import * as schema from './schema/schema.ts';

/**
 * What PGlite is made of, loaded and compiled ahead; it fetches them itself otherwise. `loadDataDir` is the dump of
 * a database to start from, which spares initdb and the migrations.
 */
export type PgliteAssets = Pick<
  PGliteOptions,
  'pgliteWasmModule' | 'initdbWasmModule' | 'fsBundle' | 'loadDataDir'
>;

/** PGlite, with the client that its session is made of. */
export type OwnedPglite = PgliteDatabase<typeof schema> & { readonly $client: PGlite };

/** Options of {@link openPglite}. */
export interface PgliteOptions {
  /** Applies the migrations; runs as the owner. */
  readonly migrate: (db: OwnedPglite) => Promise<void>;
  /** Where to keep the data; in memory when absent. */
  readonly dataDir?: string;
  readonly assets?: PgliteAssets;
}

/**
 * Opens PostgreSQL in process (MOCK). PGlite connects as a superuser, whom neither row-level security
 * nor missing rights would stop, so after migrating the session becomes the application's role.
 */
export async function openPglite(options: PgliteOptions): Promise<DatabaseClient> {
  const { dataDir, assets } = options;
  const pglite = await PGlite.create({ ...(dataDir === undefined ? {} : { dataDir }), ...assets });
  return clientOver(pglite, options);
}

/** The application's client over a PGlite that is open, after `migrate` has run as the owner. */
export async function clientOver(
  pglite: PGlite,
  { migrate }: Pick<PgliteOptions, 'migrate'>,
): Promise<DatabaseClient> {
  await forgetUnusedParsers(pglite);
  const db = drizzle(pglite, { schema });
  await pglite.exec(`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'quittance_app') then create role quittance_app nologin; end if;
    end $$;
    set app.program = '${platformScope}';
  `);
  await migrate(db);
  await pglite.exec('set role quittance_app');
  return { db, engine: 'pglite', close: () => pglite.close() };
}

const arrayRows = z.array(z.object({ oid: z.string() }));

/**
 * PGlite knows how to read an array of every row type there is, hundreds of them, and Drizzle has that table copied at
 * every query, which takes longer than many a query. We read arrays of values only.
 */
async function forgetUnusedParsers(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query(`
    select typarray::text as oid from pg_type where typtype = 'e' or typname in (
      'bool', 'bytea', 'int2', 'int4', 'int8', 'json', 'jsonb', 'numeric', 'text', 'timestamptz', 'uuid', 'varchar')`);
  const arrays = new Set(arrayRows.parse(rows).map(({ oid }) => oid));
  const isUsed = ([oid]: readonly [string, unknown]) =>
    Object.hasOwn(types.parsers, oid) || arrays.has(oid);
  pglite.parsers = Object.fromEntries(Object.entries(pglite.parsers).filter(isUsed));
}
