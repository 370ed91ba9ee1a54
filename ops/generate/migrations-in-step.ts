import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';

const generateTimeoutMs = 120_000;

/**
 * Whether the migrations say all that the Drizzle schema says: drizzle-kit, let loose on a copy of
 * them, must find nothing to add.
 * @returns null when they are in step, otherwise what is wrong.
 */
export function migrationDrift(migrationsFolder: string, schemaFile: string): string | null {
  mkdirSync('.quittance', { recursive: true });
  // drizzle-kit resolves `--out` against the working folder, so the copy has to be inside it.
  const copy = mkdtempSync('.quittance/migrations-');
  try {
    cpSync(migrationsFolder, copy, { recursive: true });
    const before = readdirSync(copy);
    const run = spawnSync(
      'node_modules/.bin/drizzle-kit',
      ['generate', '--dialect=postgresql', `--schema=${schemaFile}`, `--out=${copy}`],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: generateTimeoutMs },
    );
    const added = readdirSync(copy).filter((file) => !before.includes(file));
    if (added.length > 0) return `the schema has changes without a migration: ${added.join(', ')}`;
    // Asked to choose between a rename and a new column, drizzle-kit stops for want of a terminal.
    if (run.status !== 0 || !run.stdout.includes('No schema changes')) {
      return `drizzle-kit could not compare them:\n${run.stdout}${run.stderr}`;
    }
    return null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
