import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportFindings } from '../../db/findings.ts';
import { findingCodes } from '../../domain/finding-codes.ts';
import { createIntent, createProgram } from '../../tests/harness/samples/ledger-fixtures.ts';
import { openTestDatabase, type TestDatabase } from '../../tests/harness/worlds/databases.ts';
import { workReport } from './work-report.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());

test('nothing under way is said in so many words', async () => {
  expect(await workReport(database.app)).toBe('No intent is open.\n\nNo finding is open.');
});

test('open intents are shown with their age, and findings with what to do', async () => {
  const db = database.app;
  const programId = await createProgram(database);
  await createIntent(db, programId);
  const parked = await createIntent(db, programId);
  await db.execute(
    sql`update intents set parked = true, parked_reason = 'test' where id = ${parked}`,
  );
  await db.execute(
    sql`update intents set updated_at = now() - interval '3 hours' where id = ${parked}`,
  );
  const stalled = {
    subject: 'chain:1',
    programId: null,
    detail: 'Block 7 has been the newest for 9 min.',
  };
  await reportFindings(db, [{ code: 'CHAIN_STALLED', ...stalled }]);
  await db.execute(
    sql`insert into findings (id, code, subject, detail) values (gen_random_uuid(), 'OF_TOMORROW', 'chain:1', 'New.')`,
  );
  const report = await workReport(db);
  expect(report).toMatch(/claim +PENDING +2 +1 +3 h/);
  expect(report).toMatch(/warning CHAIN_STALLED chain:1, since .* UTC, seen 1 times/);
  expect(report).toContain(stalled.detail);
  expect(report).toContain(findingCodes.CHAIN_STALLED.remedy);
  expect(report).toContain('unknown OF_TOMORROW chain:1');
});
