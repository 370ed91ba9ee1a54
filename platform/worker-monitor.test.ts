import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import { createIntent, createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { watchWorkers } from './worker-monitor.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());

/** Looks once, with so many workers there, and gives the findings that are open then. */
async function findingsWith(workers: number): Promise<string[]> {
  const db = database.app;
  const orchestrator = { workersPolling: async () => workers };
  await watchWorkers({ db, orchestrator, taskQueue: 'quittance' });
  const open = await queryRows(
    db,
    sql`select code || ' ' || subject as text from findings where closed_at is null`,
    z.object({ text: z.string() }),
  );
  return open.map(({ text }) => text);
}

test('no worker is worth a report only while work waits, and until one is there', async () => {
  expect(await findingsWith(0)).toEqual([]);
  await createIntent(database.app, await createProgram(database));
  expect(await findingsWith(1)).toEqual([]);
  expect(await findingsWith(0)).toEqual(['NO_WORKER task-queue:quittance']);
  expect(await findingsWith(0)).toEqual(['NO_WORKER task-queue:quittance']);
  expect(await findingsWith(2)).toEqual([]);
});
