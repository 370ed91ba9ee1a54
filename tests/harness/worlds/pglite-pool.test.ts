// Goal: a database that one suite has used is to the next one as good as new, or is not lent again. Method: what suites do
// to one: rows, settings, open transactions, and rules of the database replaced.
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../../db/database.ts';
import { openMigratedPglite } from './migrated-pglite.ts';

const standing = sql`select current_user as role, current_setting('app.program') as scope,
  current_setting('statement_timeout') as timeout, (select count(*)::int from operators) as rows,
  (select tgenabled::text from pg_trigger where tgrelid = 'intents'::regclass and not tgisinternal order by tgname limit 1) as guard,
  (select prosrc from pg_proc where pronamespace = 'public'::regnamespace order by proname limit 1) as source`;
const shape = z.object({
  ...{ role: z.string(), scope: z.string(), timeout: z.string() },
  ...{ rows: z.number(), guard: z.string(), source: z.string() },
});

async function look() {
  const client = await openMigratedPglite();
  const [row] = await queryRows(client.db, standing, shape);
  return { client, row };
}

test.each([
  ['a row', `insert into operators (id, name) values (gen_random_uuid(), 'left behind')`],
  ['settings', `set statement_timeout = '7s'`],
  ['a transaction left open', `begin; create table left_behind (n int)`],
  ['a guard switched off', `alter table intents disable trigger user`],
  ['a table more', `create table public.one_more (n int)`],
  ['a right given', `grant delete on intents to quittance_app`],
  ['a role that may do anything', `alter role quittance_app bypassrls`],
])('%s is not there for the next one', async (_, statement) => {
  const first = await look();
  await first.client.db.execute(sql`reset role`);
  for (const part of statement.split(';')) await first.client.db.execute(sql.raw(part));
  await first.client.close();
  const second = await look();
  expect(second.row).toEqual(first.row);
  const rights = await queryRows(
    second.client.db,
    sql`select has_table_privilege('quittance_app', 'intents', 'delete') as delete, rolbypassrls as bypass,
      to_regclass('public.one_more') is not null or to_regclass('left_behind') is not null as more
      from pg_roles where rolname = 'quittance_app'`,
    z.object({ delete: z.boolean(), bypass: z.boolean(), more: z.boolean() }),
  );
  expect(rights).toEqual([{ delete: false, bypass: false, more: false }]);
  await second.client.close();
});

test('a database that was given back refuses whoever still has it', async () => {
  const { client } = await look();
  await client.close();
  await expect(client.db.execute(sql`select 1`)).rejects.toThrow();
});
