/**
 * PGlite with the migrations applied, for suites that want a fresh database: everybody loads the dump that a start in
 * MOCK mode loads, or gets one that was loaded before and emptied. That the migrations make the same schema from empty
 * is proven by `db/apply-migrations.test.ts`.
 */
import { PGlite } from '@electric-sql/pglite';
import type { DatabaseClient } from '../../../db/database.ts';
import { migratedDump } from '../../../db/migrated-dump.ts';
import { clientOver, type PgliteOptions } from '../../../db/pglite.ts';
import { lendPglite } from './pglite-pool.ts';

/** Opens a migrated database with nothing in it; `prepare` runs as the owner. */
export async function openMigratedPglite(
  prepare: PgliteOptions['migrate'] = async () => undefined,
): Promise<DatabaseClient> {
  const lent = await lendPglite(async () => PGlite.create({ loadDataDir: await migratedDump() }));
  const client = await clientOver(lent.pglite, { migrate: prepare });
  return { ...client, close: lent.giveBack };
}
