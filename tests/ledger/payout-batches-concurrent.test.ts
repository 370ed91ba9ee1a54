/**
 * Goal: however many people make, edit, approve and cancel batches at once, a period has one batch, a commission is in
 * one payout, and what is approved is what stands there. Method: the writes as HTTP runs them, each in a transaction of
 * its own, many at a time on PostgreSQL; or one held open until another waits for it.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { approveBatch } from '../../db/approve-batch.ts';
import { cancelBatch } from '../../db/cancel-batch.ts';
import { createBatch } from '../../db/create-batch.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { editBatch } from '../../db/edit-batch.ts';
import { importResults } from '../../db/import-results.ts';
import { readBatch } from '../../db/queries/canonical-batch.ts';
import { payoutBatch } from '../../db/queries/payout-batches.ts';
import { payouts } from '../../db/schema/payouts.ts';
import { batchDigest } from '../../domain/canonical-batch.ts';
import type { ApiError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { beginPayouts } from '../harness/actors/payout-cast.ts';
import { growLine } from '../harness/samples/commission-tree.ts';
import { createProgram, sendFrom } from '../harness/samples/ledger-fixtures.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import { enterPerson } from '../harness/samples/payout-rows.ts';
import { reversePayment } from '../harness/samples/settled-payments.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const actor = { actor: 'test', keyId: null, requestId: null };
let database: TestDatabase;
let db: Database;
let maker = '';
beforeAll(async () => {
  database = await openTestDatabase('postgres', { connectionsMax: 12 });
  db = database.app;
  maker = await enterPerson(db);
  await sendFrom(db);
});
afterAll(() => database[Symbol.asyncDispose]());

/** A new program with two affiliates who have each earned two commissions; and the intents of these. */
async function paying(): Promise<{ programId: string; intentIds: string[] }> {
  const programId = await createProgram(database);
  const earners = [...(await growLine(db, programId, 1)), ...(await growLine(db, programId, 1))];
  return { programId, intentIds: await earnPayable(db, earners, [{}, {}]) };
}

type Outcome = { readonly code: string; readonly batchId: string };

/** A batch, and what became of it: `made`, or the code of the refusal with the batch it names. */
async function create(programId: string, period = '2026-10', tx: Database = db): Promise<Outcome> {
  const wanted = {
    now: new Date(),
    batchId: newId(),
    programId,
    period,
    minAmount: 0n,
    operatorId: maker,
    actor,
  };
  const refusal = await tx.transaction((own) => createBatch(own, wanted));
  const named = z.string().catch(wanted.batchId).parse(refusal?.options.extra?.['batchId']);
  return { code: codeOf(refusal), batchId: named };
}

const codeOf = (refusal: ApiError | null) => refusal?.code ?? 'made';
const times = <T>(count: number, work: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

/** For each commission of a program, how many payouts hold it. */
async function holders(programId: string): Promise<number[]> {
  const rows = await queryRows(
    db,
    sql`select count(i.commission_id) filter (where i.live)::int as live from commissions c
      left join payout_items i on i.commission_id = c.id
      where c.program_id = ${programId}::uuid and c.status <> 'REVERSED' group by c.id`,
    z.object({ live: z.number() }),
  );
  return rows.map(({ live }) => live);
}

async function shown(batchId: string) {
  const batch = await payoutBatch(db, batchId);
  if (batch === null) throw new Error('Expected a batch');
  return batch;
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
async function overlapping<T>(
  first: (tx: Database) => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  const started: Promise<T>[] = [];
  await db.transaction(async (tx) => {
    await first(tx);
    started.push(second());
    await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(1);
  });
  const [outcome] = await Promise.all(started);
  if (outcome === undefined) throw new Error('Expected it to be asked');
  return outcome;
}

test('a period that ten make at once has one batch, of which the others are told', async () => {
  const { programId } = await paying();
  const outcomes = await times(10, () => create(programId));
  expect(outcomes.map(({ code }) => code).sort()).toEqual([
    ...Array.from({ length: 9 }, () => 'BATCH_EXISTS'),
    'made',
  ]);
  expect(new Set(outcomes.map(({ batchId }) => batchId)).size).toBe(1);
  expect(await holders(programId)).toEqual([1, 1, 1, 1]);
});

test('periods made at once share nothing', async () => {
  const { programId } = await paying();
  const outcomes = await times(6, (at) => create(programId, `2026-0${at + 1}`));
  expect(outcomes.map(({ code }) => code).sort()).toEqual([
    ...Array.from({ length: 5 }, () => 'NO_PAYABLE_COMMISSIONS'),
    'made',
  ]);
  expect(await holders(programId)).toEqual([1, 1, 1, 1]);
});

test('what is being reversed is not planned, and the rest is', async () => {
  const { programId, intentIds } = await paying();
  const { code, batchId } = await overlapping(
    (tx) => reversePayment(tx, intentIds[0] ?? ''),
    () => create(programId),
  );
  expect(code).toBe('made');
  expect((await shown(batchId)).totals).toMatchObject([{ total: 30_000_000n }]);
  expect(batchDigest(await readBatch(db, batchId))).toBe((await shown(batchId)).digest);
  expect(await holders(programId)).toEqual([1, 1, 1]);
});

test('an approval and an edit at once: what is approved is what stands there', async () => {
  const [approver, editor] = [await enterPerson(db), await enterPerson(db)];
  for (let round = 0; round < 8; round++) {
    const { programId } = await paying();
    const { batchId } = await create(programId);
    const { digest } = await shown(batchId);
    const [payout] = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
    const methods = [{ payoutId: payout?.id ?? '', method: 'WIRE' as const }];
    const [approved, edited] = await Promise.all([
      db.transaction((tx) => approveBatch(tx, { batchId, operatorId: approver, digest, actor })),
      db.transaction((tx) =>
        editBatch(tx, { ...{ batchId, operatorId: editor, digest, actor }, exclude: [], methods }),
      ),
    ]);
    expect(edited).toBeNull();
    expect(['made', 'BATCH_CHANGED']).toContain(codeOf(approved));
    const after = await shown(batchId);
    expect(after).toMatchObject({ status: 'PENDING', version: 2, approvals: [] });
    expect(batchDigest(await readBatch(db, batchId))).toBe(after.digest);
  }
});

test('approvals, cancellations and new batches at once leave one batch and free or hold everything', async () => {
  const approvers = await times(3, () => enterPerson(db));
  for (let round = 0; round < 5; round++) {
    const { programId } = await paying();
    const { batchId } = await create(programId);
    const { digest } = await shown(batchId);
    const outcomes = await Promise.all([
      ...approvers.map((operatorId) =>
        db.transaction((tx) => approveBatch(tx, { batchId, operatorId, digest, actor })),
      ),
      ...approvers.map((operatorId) =>
        db.transaction((tx) => cancelBatch(tx, { batchId, operatorId, actor, reason: null })),
      ),
    ]);
    for (const outcome of outcomes) expect(['made', 'BATCH_STATE']).toContain(codeOf(outcome));
    expect((await shown(batchId)).status).toBe('CANCELLED');
    expect(await holders(programId)).toEqual([0, 0, 0, 0]);
    const next = await times(4, () => create(programId));
    expect(next.filter(({ code }) => code === 'made')).toHaveLength(1);
    expect(await holders(programId)).toEqual([1, 1, 1, 1]);
  }
});

test('a file that five bring at once is taken once', async () => {
  const { programId } = await paying();
  const { batchId } = await create(programId);
  const all = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
  const methods = all.map(({ id }) => ({ payoutId: id, method: 'ACH' as const }));
  const by = { batchId, operatorId: maker, actor };
  const { digest } = await shown(batchId);
  await db.transaction((tx) => editBatch(tx, { ...by, digest, exclude: [], methods }));
  const approval = {
    ...by,
    operatorId: await enterPerson(db),
    digest: (await shown(batchId)).digest,
  };
  await db.transaction((tx) => approveBatch(tx, approval));
  await beginPayouts(db, batchId);
  const rows = all.map(({ id, amount, asset }) => ({
    ...{ payoutId: id, outcome: 'PAID' as const, amount, asset, bankReference: null, detail: null },
  }));
  const results = await times(5, (at) =>
    db.transaction((tx) =>
      importResults(tx, { ...by, rows: at % 2 === 0 ? rows : rows.toReversed() }),
    ),
  );
  expect(results.flat().filter((match) => match === 'matched')).toHaveLength(2);
  expect(results.flat().filter((match) => match === 'already')).toHaveLength(8);
});
