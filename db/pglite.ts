import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite';
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
