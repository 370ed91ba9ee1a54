// Goal: a database migrated without a disk is the one that is migrated from disk, down to the record of what was
// applied. Method: two PGlites, and all that the catalogue knows of them.
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openMigratedPglite } from '../tests/harness/worlds/migrated-pglite.ts';
import { applyMigrations, type MigrationSources } from './apply-migrations.ts';
import { type Database, queryRows } from './database.ts';
import { migratePglite } from './migrate.ts';
import { type OwnedPglite, openPglite } from './pglite.ts';

const folder = new URL('./migrations/', import.meta.url);

/** What a bundle carries of the folder. */
function sourcesFromDisk(): MigrationSources {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name.replace(/\.sql$/, ''), readFileSync(new URL(name, folder), 'utf8')]);
  const journal: unknown = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8'));
  return { journal, texts: Object.fromEntries(texts) };
}

const catalogue = sql`
  select 'column' as kind, format('%s.%s %s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default) as text
    from information_schema.columns where table_schema in ('public', 'drizzle')
  union all select 'constraint', format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'index', indexdef from pg_indexes where schemaname = 'public'
  union all select 'trigger', format('%s %s', tgname, pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
  union all select 'function', format('%s %s', pg_get_functiondef(oid), proacl) from pg_proc where pronamespace = 'public'::regnamespace
  union all select 'policy', format('%s %s %s %s', tablename, policyname, qual, with_check) from pg_policies
  union all select 'table', format('%s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl) from pg_class where relnamespace = 'public'::regnamespace
  union all select 'applied', format('%s %s %s', id, hash, created_at) from drizzle.__drizzle_migrations
  order by 1, 2`;

function describeDatabase(db: Database) {
  return queryRows(db, catalogue, z.object({ kind: z.string(), text: z.string() }));
}

/** The catalogue of a database that was made from nothing. */
async function catalogueAfter(migrate: (db: OwnedPglite) => Promise<void>) {
  let rows: Awaited<ReturnType<typeof describeDatabase>> = [];
  const client = await openPglite({
    migrate: async (db) => {
      await migrate(db);
      rows = await describeDatabase(db);
    },
  });
  await client.close();
  return rows;
}

/** The catalogue of the database that `migratePglite` has made from nothing, for all suites. */
async function catalogueFromDisk() {
  let rows: Awaited<ReturnType<typeof describeDatabase>> = [];
  const client = await openMigratedPglite(async (db) => {
    await migratePglite(db);
    rows = await describeDatabase(db);
  });
  await client.close();
  return rows;
}

test('both ways lead to the same schema, guards, rights and record; repeating changes nothing', async () => {
  const fromDisk = await catalogueFromDisk();
  const sources = sourcesFromDisk();
  const bundled = await catalogueAfter(async (db) => {
    await applyMigrations(db, sources);
    await applyMigrations(db, sources);
  });
  const kinds = new Set(fromDisk.map(({ kind }) => kind));
  expect([...kinds]).toEqual([
    'applied',
    'column',
    'constraint',
    'function',
    'index',
    'policy',
    'table',
    'trigger',
  ]);
  expect(bundled).toEqual(fromDisk);
});

test('a migration of the journal without its text stops everything, and is named', async () => {
  const { journal } = sourcesFromDisk();
  const attempt = openMigratedPglite((db) => applyMigrations(db, { journal, texts: {} }));
  await expect(attempt).rejects.toThrow('Expected the text of migration 0000_tables');
});
