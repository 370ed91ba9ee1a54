/**
 * Goal: a commission is either reversed or in a payout, whoever comes first, and whoever makes commissions payable waits
 * for nobody. Method: transactions held open against each other on PostgreSQL.
 */
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { releaseCommissions } from '../../db/release-commissions.ts';
import { commissions } from '../../db/schema/commissions.ts';
import { databaseErrorOf } from '../../db/sql-errors.ts';
import { bring, differingAccounts, growLine, runOf } from '../harness/samples/commission-tree.ts';
import { createProgram } from '../harness/samples/ledger-fixtures.ts';
import { type Earner, planBatch } from '../harness/samples/payout-rows.ts';
import { reversePayment, settlePayment } from '../harness/samples/settled-payments.ts';
import { randomWallet } from '../harness/worlds/api-app.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const later = new Date(Date.now() + 31 * 86_400_000).toISOString();
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await openTestDatabase('postgres');
  db = database.app;
});
afterAll(() => database[Symbol.asyncDispose]());

/** Commissions of 5 units, one for each payment, of an affiliate of a new program. */
async function earn(payments: number): Promise<{ earner: Earner; intentIds: string[] }> {
  const programId = await createProgram(database);
  const [earner] = await growLine(db, programId, 1);
  if (earner === undefined) throw new Error('Expected an affiliate');
  const intentIds: string[] = [];
  for (let payment = 0; payment < payments; payment++) {
    const wallet = randomWallet();
    await bring(db, wallet, { affiliate: earner, proven: true });
    intentIds.push(await settlePayment(db, { programId, wallet, fee: 50n }));
  }
  return { earner, intentIds };
}

async function commissionOf(intentId: string | undefined) {
  const { earned } = await runOf(db, intentId ?? '');
  const [commission] = earned;
  if (commission === undefined) throw new Error('Expected a commission');
  return { ...commission, carried: earned.slice(1).map(({ amount }) => amount) };
}

async function waitingForLocks(): Promise<number> {
  const [row] = await queryRows(
    db,
    sql`select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    z.object({ waiting: z.number() }),
  );
  return row?.waiting ?? 0;
}

/** Does `first` in a transaction that stays open until `second` waits for it; gives what became of `second`. */
async function overlapping(
  first: (tx: Database) => Promise<void>,
  second: () => Promise<unknown>,
): Promise<string> {
  let outcome: Promise<string> | undefined;
  await db.transaction(async (tx) => {
    await first(tx);
    outcome = second().then(
      () => 'done',
      (error: unknown) => databaseErrorOf(error)?.code ?? String(error),
    );
    await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(1);
  });
  return (await outcome) ?? 'never asked';
}

test('what is locked is not waited for, and is released the next time', async () => {
  const { earner, intentIds } = await earn(3);
  const { id: locked } = await commissionOf(intentIds[1]);
  const statuses = async () =>
    (
      await db
        .select({ status: commissions.status })
        .from(commissions)
        .where(eq(commissions.affiliateId, earner.affiliateId))
        .orderBy(asc(commissions.id))
    ).map(({ status }) => status);
  await db.transaction(async (tx) => {
    await tx.select().from(commissions).where(eq(commissions.id, locked)).for('update');
    expect(await releaseCommissions(db, { until: later })).toBe(2);
  });
  expect(await statuses()).toEqual(['PAYABLE', 'ACCRUED', 'PAYABLE']);
  expect(await releaseCommissions(db, { until: later })).toBe(1);
});

test('a payout planned while its commission is being reversed is refused', async () => {
  const { earner, intentIds } = await earn(1);
  await releaseCommissions(db, { until: later });
  const { id: commissionId } = await commissionOf(intentIds[0]);
  const second = await overlapping(
    (tx) => reversePayment(tx, intentIds[0] ?? ''),
    () => planBatch(db, earner, { commissionId, amount: 5n }),
  );
  expect(second).toBe('QT006');
  expect(await commissionOf(intentIds[0])).toMatchObject({ status: 'REVERSED', carried: [] });
  expect(await differingAccounts(db)).toEqual([]);
});

test('a reversal of what is being planned carries it over', async () => {
  const { earner, intentIds } = await earn(1);
  await releaseCommissions(db, { until: later });
  const { id: commissionId } = await commissionOf(intentIds[0]);
  const second = await overlapping(
    async (tx) => void (await planBatch(tx, earner, { commissionId, amount: 5n })),
    () => reversePayment(db, intentIds[0] ?? ''),
  );
  expect(second).toBe('done');
  expect(await commissionOf(intentIds[0])).toMatchObject({ status: 'PAYABLE', carried: [-5n] });
  expect(await differingAccounts(db)).toEqual([]);
});
