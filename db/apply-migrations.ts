import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import { PgDialect } from 'drizzle-orm/pg-core';
import { PgliteSession } from 'drizzle-orm/pglite';
import { z } from 'zod';
import type { OwnedPglite } from './pglite.ts';

/** The folder `db/migrations` as values, for where there is no disk to read it from. */
export interface MigrationSources {
  /** The content of `meta/_journal.json`. */
  readonly journal: unknown;
  /** The text of each migration by its tag, the file's name without `.sql`. */
  readonly texts: Readonly<Record<string, string>>;
}

const journalShape = z.object({
  entries: z
    .array(z.object({ tag: z.string(), when: z.number(), breakpoints: z.boolean() }))
    .min(1),
});

const breakpoint = '--> statement-breakpoint';

/**
 * Applies the outstanding migrations to PGlite without a disk: Drizzle's own migrator, from values that are what its
 * reader makes of the folder. So the schema and the record of what was applied are those of `migratePglite`.
 * @throws RangeError naming a migration of the journal whose text is missing.
 */
export async function applyMigrations(db: OwnedPglite, sources: MigrationSources): Promise<void> {
  const { entries } = journalShape.parse(sources.journal);
  const migrations = entries.map(({ tag, when, breakpoints }): MigrationMeta => {
    const text = sources.texts[tag];
    if (text === undefined) throw new RangeError(`Expected the text of migration ${tag}`);
    return {
      sql: text.split(breakpoint),
      bps: breakpoints,
      folderMillis: when,
      hash: bytesToHex(sha256(utf8ToBytes(text))),
    };
  });
  // The folder is where Drizzle's reader would look; nothing reads it here.
  const dialect = new PgDialect();
  const session = new PgliteSession<Record<string, never>, Record<string, never>>(
    db.$client,
    dialect,
    undefined,
  );
  await dialect.migrate(migrations, session, { migrationsFolder: '' });
}
