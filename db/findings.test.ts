import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { queryRows } from './database.ts';
import { closeFindings, reportFindings } from './findings.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());

const stalled = {
  code: 'CHAIN_STALLED',
  subject: 'chain:1',
  programId: null,
  detail: 'a',
} as const;

test('a finding is opened once, counted after that, and opened anew after it was closed', async () => {
  const db = database.app;
  expect(await reportFindings(db, [stalled, { ...stalled, subject: 'chain:2' }])).toBe(2);
  expect(await reportFindings(db, [{ ...stalled, detail: 'b' }])).toBe(0);
  const closing = { code: 'CHAIN_STALLED', subject: 'chain:1', reason: 'it moves' } as const;
  expect(await closeFindings(db, closing)).toBe(1);
  expect(await closeFindings(db, closing)).toBe(0);
  expect(await reportFindings(db, [stalled])).toBe(1);
  const rows = await queryRows(
    db,
    sql`select subject, detail, seen, closed_at is not null as closed from findings order by opened_at, subject`,
    z.object({ subject: z.string(), detail: z.string(), seen: z.number(), closed: z.boolean() }),
  );
  expect(rows).toEqual([
    { subject: 'chain:1', detail: 'b', seen: 2, closed: true },
    { subject: 'chain:2', detail: 'a', seen: 1, closed: false },
    { subject: 'chain:1', detail: 'a', seen: 1, closed: false },
  ]);
});

test('a finding can not be removed', async () => {
  await expect(database.app.execute(sql`delete from findings`)).rejects.toThrow();
});
