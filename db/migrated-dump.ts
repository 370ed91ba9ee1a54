/**
 * A migrated PGlite as a dump that is kept on disk: initdb and the migrations take seconds of processor time each time
 * they are done, loading the dump a third of that.
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
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { migratePglite } from './migrate.ts';
import { clientOver } from './pglite.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheFolder = join(root, '.quittance', 'cache', 'pglite');
const own = 'db/migrated-dump.ts';
let loaded: Promise<Blob> | undefined;

/** The dump, made first where the migrations are not those of the last one. */
export function migratedDump(): Promise<Blob> {
  loaded ??= readOrMakeDump();
  return loaded;
}

async function readOrMakeDump(): Promise<Blob> {
  const file = join(cacheFolder, `${digestOfInputs()}.tar`);
  const kept = readIfThere(file);
  if (kept !== null) return new Blob([kept]);
  const dump = await makeDump();
  keep(file, dump);
  return new Blob([dump]);
}

/** Where nothing may be written the dump is made at each start. */
function keep(file: string, dump: Uint8Array): void {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    for (const old of readdirSync(cacheFolder)) {
      if (old.endsWith('.tar')) rmSync(join(cacheFolder, old), { force: true });
    }
    // Written aside and renamed: another process that looks now sees all of it or nothing.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, dump);
    renameSync(draft, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return;
    throw error;
  }
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
  const migrations = join(root, 'db', 'migrations');
  const files = readdirSync(migrations, { encoding: 'utf8', recursive: true })
    .filter((name) => statSync(join(migrations, name)).isFile())
    .sort();
  for (const name of files) hash.update(`${name}\n`).update(readFileSync(join(migrations, name)));
  const besides = [
    own,
    'db/migrate.ts',
    'db/pglite.ts',
    'node_modules/@electric-sql/pglite/package.json',
  ];
  for (const name of besides) hash.update(readFileSync(join(root, name)));
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
