// Goal: a migration that the previous release could not run on is found before it is released. Method: planted
// statements, each with its harmless twin; then the migrations that the recorded release does not know.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recordedRelease } from '../../../tests/upgrade/recorded-release.ts';
import { contractingStatements } from './migration-rules.ts';

const migration = (text: string) => [{ path: 'db/migrations/0099_planted.sql', text }];

test.each([
  'DROP TABLE "users";',
  'ALTER TABLE "users" DROP COLUMN "wallet";',
  'alter table users drop wallet;',
  'alter table users rename column wallet to address;',
  'ALTER TABLE "users" RENAME TO "people";',
  'ALTER TABLE "users" ALTER COLUMN "wallet" SET DATA TYPE bytea;',
  'alter table users alter wallet type bytea;',
  'ALTER TABLE "users" ALTER COLUMN "wallet" SET NOT NULL;',
  'alter table users alter column wallet drop default;',
  'ALTER TABLE "users" ADD COLUMN "name" text NOT NULL;',
  'select 1;\nalter table users\n  drop column\n  wallet;',
  'do $$ begin alter table users drop column wallet; end $$;',
  'revoke insert on users from quittance_app;',
  'drop function intents_guard();',
])('%s is refused, and accepted with the release that stopped using it', (sql) => {
  expect(contractingStatements(migration(sql))).toHaveLength(1);
  const noted = sql.replace(/(alter|drop|rename|revoke|do )/i, '-- contract: 0.3.0\n$1');
  expect(contractingStatements(migration(noted))).toEqual([]);
});

test.each([
  'ALTER TABLE "users" ADD COLUMN "name" text;',
  'ALTER TABLE "users" ADD COLUMN "seen" integer DEFAULT 1 NOT NULL;',
  'CREATE TABLE "people" ("name" text NOT NULL);',
  'ALTER TABLE "users" ALTER COLUMN "wallet" DROP NOT NULL;',
  'alter table users drop constraint users_wallet_check;',
  'alter table users alter column name set default 1;',
  'drop trigger users_guard on users;',
  'create function f() returns trigger language plpgsql as $$ begin drop table users; end $$;',
  '-- nothing of this will drop table users\nselect 1;',
])('%s is accepted', (sql) => {
  expect(contractingStatements(migration(sql))).toEqual([]);
});

test('a note counts for its own statement only', () => {
  const text =
    '-- contract: 0.3.0\ndrop table users;\n--> statement-breakpoint\ndrop table quotes;';
  expect(contractingStatements(migration(text))).toHaveLength(1);
});

test('what the recorded release does not know leaves it able to run', async () => {
  const { migrations } = await recordedRelease();
  const files = readdirSync('db/migrations').filter((name) => name.endsWith('.sql'));
  expect(files).toEqual(expect.arrayContaining(migrations.map((tag) => `${tag}.sql`)));
  const later = files
    .filter((name) => !migrations.includes(name.replace(/\.sql$/, '')))
    .map((name) => ({
      path: `db/migrations/${name}`,
      text: readFileSync(`db/migrations/${name}`, 'utf8'),
    }));
  expect(contractingStatements(later)).toEqual([]);
});
