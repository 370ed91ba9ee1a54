/**
 * PGlite with the migrations applied, for suites that want a fresh database: initdb and the migrations take seconds, so
 * they are done once and dumped, and everybody loads the dump, or gets one that was loaded before and emptied. That the migrations make the same schema from empty is
 * proven by `db/apply-migrations.test.ts`.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { DatabaseClient } from '../../../db/database.ts';
import { migratePglite } from '../../../db/migrate.ts';
import { clientOver, type PgliteOptions } from '../../../db/pglite.ts';
import { localPaths, projectRoot } from '../../../ops/stack/paths.ts';
import { lendPglite } from './pglite-pool.ts';

const folder = join(localPaths.cache, 'pglite');
const own = 'tests/harness/worlds/migrated-pglite.ts';
let loaded: Promise<Blob> | undefined;

/** Opens a migrated database with nothing in it; `prepare` runs as the owner. */
export async function openMigratedPglite(
  prepare: PgliteOptions['migrate'] = async () => undefined,
): Promise<DatabaseClient> {
  const lent = await lendPglite(async () => PGlite.create({ loadDataDir: await migratedDump() }));
  const client = await clientOver(lent.pglite, { migrate: prepare });
  return { ...client, close: lent.giveBack };
}

/** The dump, made first where the migrations are not those of the last one. */
export function migratedDump(): Promise<Blob> {
  loaded ??= readOrMakeDump();
  return loaded;
}

async function readOrMakeDump(): Promise<Blob> {
  const file = join(folder, `${digestOfInputs()}.tar`);
  const kept = readIfThere(file);
  if (kept !== null) return new Blob([kept]);
  const dump = await makeDump();
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) {
    if (old.endsWith('.tar')) rmSync(join(folder, old), { force: true });
  }
  // Written aside and renamed: another process that looks now sees all of it or nothing.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, dump);
  renameSync(draft, file);
  return new Blob([dump]);
}

async function makeDump(): Promise<Uint8Array<ArrayBuffer>> {
  const pglite = await PGlite.create();
  try {
    await clientOver(pglite, { migrate: migratePglite });
    await pglite.exec('reset role');
    // Nobody makes databases here, and without their templates the dump loads in three quarters of the time.
    await pglite.exec(`update pg_database set datistemplate = false where datistemplate`);
    for (const name of ['template0', 'template1']) await pglite.exec(`drop database ${name}`);
    return new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer());
  } finally {
    await pglite.close();
  }
}

/** Covers the migrations, how they are applied and dumped, and the version of PGlite. */
function digestOfInputs(): string {
  const hash = createHash('sha256');
  const migrations = join(projectRoot, 'db', 'migrations');
  const files = readdirSync(migrations, { encoding: 'utf8', recursive: true })
    .filter((name) => statSync(join(migrations, name)).isFile())
    .sort();
  for (const name of files) hash.update(`${name}\n`).update(readFileSync(join(migrations, name)));
  const besides = [own, 'db/migrate.ts', 'node_modules/@electric-sql/pglite/package.json'];
  for (const name of besides) hash.update(readFileSync(join(projectRoot, name)));
  return hash.digest('hex').slice(0, 16);
}

function readIfThere(file: string): Buffer<ArrayBuffer> | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
