/**
 * Goal: making a batch takes work in proportion to its commissions, also where the database has no statistics of them yet.
 * Method: a batch of some hundreds, nightly thousands, on PostgreSQL; how many rows its statements and guards have read.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createBatch } from '../../db/create-batch.ts';
import { queryRows } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { inDepth } from '../harness/depth.ts';
import { growRow } from '../harness/samples/commission-tree.ts';
import { createProgram } from '../harness/samples/ledger-fixtures.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import { enterPerson } from '../harness/samples/payout-rows.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const affiliates = inDepth(100, 1000);
const payments = 4;
/** Lookups by key for each commission: locking, guards, references and sums. */
const readsMax = 20;

/**
 * Statistics that autovacuum gathers while the rows come in would have the planner read small tables whole: then how much
 * is read depends on the moment, and says nothing of how it grows.
 */
async function keepWithoutStatistics({ asOwner }: TestDatabase): Promise<void> {
  for (const table of ['commissions', 'payout_items', 'payouts'])
    await asOwner((owner) =>
      owner.execute(sql`alter table ${sql.identifier(table)} set (autovacuum_enabled = false)`),
    );
}

test('every commission is read a few times, however many there are', async () => {
  await using database = await openTestDatabase('postgres');
  const db = database.app;
  await keepWithoutStatistics(database);
  const programId = await createProgram(database);
  const earners = await growRow(db, programId, affiliates);
  await earnPayable(
    db,
    earners,
    Array.from({ length: payments }, () => ({})),
  );
  const wanted = {
    ...{ batchId: newId(), programId, period: '2026-10', minAmount: 0n, now: new Date() },
    ...{
      operatorId: await enterPerson(db),
      actor: { actor: 'test', keyId: null, requestId: null },
    },
  };
  const reads = await db.transaction(async (tx) => {
    expect(await createBatch(tx, wanted)).toBeNull();
    await tx.execute(sql`set constraints all immediate`);
    return await queryRows(
      tx,
      sql`select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables
        where relname in ('commissions', 'payout_items', 'payouts') order by relname`,
      z.object({ table: z.string(), rows: z.number() }),
    );
  });
  expect(reads.map(({ table }) => table)).toEqual(['commissions', 'payout_items', 'payouts']);
  for (const { table, rows } of reads) {
    const perCommission = rows / (affiliates * payments);
    expect([table, perCommission <= readsMax ? 'few' : perCommission]).toEqual([table, 'few']);
  }
});
