/**
 * Goal: a database connection that breaks while it is lent out costs neither the process nor a place in the
 * pool. Method: a real PostgreSQL whose administrator ends the sessions of a pool of one connection.
 */
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { beforeEach, expect, test } from 'vitest';
import { ReleasingPool } from '../../db/releasing-pool.ts';
import { withClient } from '../../ops/stack/postgres-roles.ts';
import { requireSharedServers, takeDatabase } from '../harness/worlds/shared-servers.ts';

const shared = requireSharedServers();
let pool: ReleasingPool;
const errors: Error[] = [];

beforeEach(async () => {
  const { appUrl } = await takeDatabase(shared);
  errors.length = 0;
  pool = new ReleasingPool({
    connectionString: appUrl,
    application_name: 'breaking',
    max: 1,
    connectionTimeoutMillis: 5000,
  });
  pool.on('error', (error) => errors.push(error));
  // Not waited for: a pool that has lost a place never ends, and the server ends what is left.
  return () => void pool.end();
});

const terminateSessions = () =>
  withClient(shared.postgres.adminUrl, (admin) =>
    admin.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'breaking'`,
    ),
  );

test('a broken connection that nobody gives back does not keep its place', async () => {
  await pool.connect();
  await terminateSessions();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('giving it back afterwards, as one does, is harmless', async () => {
  const client = await pool.connect();
  await terminateSessions();
  await expect(client.query('select 1')).rejects.toThrow();
  client.release();
  client.release();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect(pool.totalCount).toBe(1);
});

test('a session that ends inside a transaction fails the transaction, and the next one works', async () => {
  const db = drizzle(pool);
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await terminateSessions();
      await tx.execute(sql`select 2`);
    }),
  ).rejects.toThrow();
  const again = await db.transaction(async (tx) => await tx.execute(sql`select 3 as three`));
  expect(again.rows).toEqual([{ three: 3 }]);
});
