/**
 * Goal: set-up makes roles and database on any PostgreSQL it has a login for, keeps what works, and says
 * what to do where it may not. Method: a real server on which none of it exists yet.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginError, withClient } from './postgres-roles.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { StackSettings } from './settings.ts';
import { startTestStack, type TestStack } from './test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack(['postgres']);
});
afterAll(() => stack[Symbol.asyncDispose]());

function settingsFor(passwords: { owner: string; app: string }, adminUrl: string): StackSettings {
  const { host } = new URL(stack.postgres.adminUrl);
  return {
    DATABASE_URL: `postgres://quittance_app:${passwords.app}@${host}/fresh`,
    DATABASE_OWNER_URL: `postgres://quittance_owner:${passwords.owner}@${host}/fresh`,
    QUITTANCE_POSTGRES_ADMIN_URL: adminUrl,
    REDIS_URL: 'redis://127.0.0.1:1',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI_URL: 'http://127.0.0.1:1',
    CHAIN_RPC_URL: 'http://127.0.0.1:1',
    CHAIN_ID: 31_337,
    SIGNER_KEY_FILE: '/nonexistent',
  };
}

test('roles and database are made once, found again, and brought to new passwords', async () => {
  const { adminUrl } = stack.postgres;
  const settings = settingsFor({ owner: 'first-owner', app: 'first-app' }, adminUrl);
  expect(await prepareDatabase(settings)).toContain('made');
  await withClient(settings.DATABASE_OWNER_URL, (owner) =>
    owner.query('create table kept (n int)'),
  );
  expect(await prepareDatabase(settings)).toBe('both logins work');

  const changed = settingsFor({ owner: 'second-owner', app: 'second-app' }, adminUrl);
  expect(await prepareDatabase(changed)).toContain('made');
  expect(await loginError(settings.DATABASE_URL)).toBeInstanceOf(Error);
  const { rows } = await withClient(changed.DATABASE_OWNER_URL, (owner) =>
    owner.query(`select to_regclass('kept') as found`),
  );
  expect(rows).toEqual([{ found: 'kept' }]);
});

test('a login that may not make roles is refused with the remedy', async () => {
  const { ownerUrl } = await stack.postgres.createDatabase();
  const settings = settingsFor({ owner: 'third-owner', app: 'third-app' }, ownerUrl);
  await expect(prepareDatabase(settings)).rejects.toMatchObject({
    remedy: expect.stringContaining('QUITTANCE_POSTGRES_ADMIN_URL'),
    cause: expect.any(Error),
  });
});
