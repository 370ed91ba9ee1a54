import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as migrateNodePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { migrate as migratePgliteFolder } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import type * as schema from './schema/schema.ts';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
/** Any constant will do, as long as every migrating process uses the same: the bytes of "quittanc". */
const migrationLock = '8175541065087446627';

/**
 * Applies the outstanding migrations as the owning role. Harmless to repeat; processes that start at
 * the same time wait for each other.
 * @throws pg.DatabaseError when a migration fails; nothing of it stays behind.
 */
export async function migratePostgres(ownerUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'quittance-migrate',
    options: '-c app.program=*',
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrateNodePostgres(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}

/** Applies the outstanding migrations of the same folder to PGlite. */
export async function migratePglite(db: PgliteDatabase<typeof schema>): Promise<void> {
  await migratePgliteFolder(db, { migrationsFolder });
}
