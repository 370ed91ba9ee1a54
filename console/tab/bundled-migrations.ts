import type { MigrationSources } from '../../db/apply-migrations.ts';
import journal from '../../db/migrations/meta/_journal.json' with { type: 'json' };

const files = import.meta.glob<string>('../../db/migrations/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The migrations, as they were when the page was built. */
export const bundledMigrations: MigrationSources = {
  journal,
  texts: Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.sql$/g, ''), text]),
  ),
};
