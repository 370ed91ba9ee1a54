/**
 * `npm run migrate`: applies the outstanding migrations to the database of `DATABASE_OWNER_URL`, as the role that
 * owns the tables. Harmless to repeat. What it is not for is a local stack: `npm run setup:real` migrates that.
 */
import { z } from 'zod';
import { migratePostgres } from '../db/migrate.ts';
import { runMain } from './real/run-main.ts';
import { StackError } from './stack/stack-error.ts';

const ownerUrl = z.url({ protocol: /^postgres(ql)?$/ });

await runMain(async () => {
  const url = ownerUrl.safeParse(process.env['DATABASE_OWNER_URL']);
  if (!url.success) {
    throw new StackError('DATABASE_OWNER_URL: expected the address of a PostgreSQL database', {
      remedy: 'Set it to the login of the role that owns the tables.',
    });
  }
  await migratePostgres(url.data);
  console.log('migrations: up to date');
  return 0;
});
