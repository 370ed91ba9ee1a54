/**
 * Goal: a payment stays what the chain said, a claim is settled only with it, and what was decided stays decided,
 * whoever writes. Method: plain SQL as the application's role and as the owner, both engines.
 */
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { claims, decisions, payments, settlements } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { post } from '../../ledger/post.ts';
import { failIntent, moveIntent } from '../harness/actors/move-intent.ts';
import {
  asOwnerOfAll,
  createIntent,
  createProgram,
  recordSettlement,
  refusalOf,
  refusalToAll,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const statuses = ['SUSPENSE', 'APPLIED', 'VANISHED'] as const;
type Status = (typeof statuses)[number];

/** Where a payment may go by itself; each list as the guard has it. */
const successors: Record<Status, readonly Status[]> = {
  SUSPENSE: ['APPLIED', 'VANISHED'],
  APPLIED: ['VANISHED'],
  VANISHED: ['SUSPENSE'],
};
const pathTo: Record<Status, readonly Status[]> = {
  SUSPENSE: [],
  APPLIED: ['APPLIED'],
  VANISHED: ['VANISHED'],
};

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  let intentId: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database);
  });
  afterAll(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    intentId = await createIntent(db, programId);
  });

  async function pay(): Promise<string> {
    const id = newId();
    await db.insert(payments).values({
      id,
      programId,
      intentId,
      chainId: 31337,
      txHash: id,
      logIndex: 0,
      transferLogs: 1,
      asset: 'USDC',
      amount: 1n,
      payer: '0x1',
      recipient: '0x2',
      blockNumber: 7n,
      blockHash: '0x7',
    });
    return id;
  }
  const setPayment = (id: string, change: SQL) => (on: Database) =>
    on.execute(sql`update payments set ${change} where id = ${id}::uuid`);
  const toStatus = (id: string, status: string) => setPayment(id, sql`status = ${status}`);
  async function confirmed(): Promise<void> {
    for (const state of ['LOCKED', 'SUBMITTED', 'CONFIRMED'] as const) {
      await moveIntent(db, intentId, state);
    }
  }
  const settle = (on: Database) => moveIntent(on, intentId, 'SETTLED');

  describe('a payment', () => {
    const pairs = statuses.flatMap((from) => statuses.map((to) => ({ from, to })));
    test.each(pairs.filter(({ from, to }) => from !== to))(
      'goes from $from to $to or is refused',
      async ({ from, to }) => {
        const id = await pay();
        for (const step of pathTo[from]) await toStatus(id, step)(db);
        if (successors[from].includes(to)) await toStatus(id, to)(db);
        else
          expect(await refusalToAll(database, toStatus(id, to))).toMatchObject({ code: 'QT005' });
      },
    );

    test('has no other status', async () => {
      const id = await pay();
      expect(await refusalToAll(database, toStatus(id, 'GONE'))).toMatchObject({
        code: expect.stringMatching(/^(QT005|23514)$/),
      });
    });

    test('keeps its place on the chain until a reorganisation took that away', async () => {
      const id = await pay();
      const elsewhere = setPayment(id, sql`block_number = 8, block_hash = '0x8', log_index = 3`);
      expect(await refusalToAll(database, elsewhere)).toMatchObject({ code: 'QT005' });
      await setPayment(id, sql`orphaned_at = now()`)(db);
      await elsewhere(db);
    });

    test.each([sql`amount = 2`, sql`asset = 'USDT'`, sql`payer = '0x3'`, sql`tx_hash = 'other'`])(
      'keeps what was paid, by whom (%#)',
      async (change) => {
        const id = await pay();
        const refused = refusalOf(asOwnerOfAll(database, setPayment(id, change)));
        expect(await refused).toMatchObject({ code: 'QT005' });
      },
    );

    test.each(['SUSPENSE', 'APPLIED'] as const)(
      'pays for no other intent as long as it is %s, only after it had vanished',
      async (status) => {
        const id = await pay();
        const other = await createIntent(db, programId);
        for (const step of pathTo[status]) await toStatus(id, step)(db);
        const takeOver = setPayment(id, sql`intent_id = ${other}::uuid, status = 'SUSPENSE'`);
        expect(await refusalToAll(database, takeOver)).toMatchObject({ code: 'QT005' });
        await toStatus(id, 'VANISHED')(db);
        await takeOver(db);
      },
    );

    test.each([
      { by: 'its wallet', code: 'TRANSACTION_REVERTED', may: true },
      { by: 'another wallet', code: 'TRANSACTION_REVERTED', may: false },
      { by: 'its wallet, although an operator gave it up', code: 'ABANDONED', may: false },
    ] as const)(
      'that came to nothing with a failed claim ($code), and another claim by $by',
      async ({ by, code, may }) => {
        const id = await pay();
        await failIntent(db, intentId, code);
        const stranger = by === 'another wallet' ? { of: `0x${'cd'.repeat(20)}` } : {};
        const next = await createIntent(db, programId, stranger);
        const takeOver = setPayment(id, sql`intent_id = ${next}::uuid`);
        if (may) await takeOver(db);
        else expect(await refusalToAll(database, takeOver)).toMatchObject({ code: 'QT005' });
      },
    );
  });

  describe('SETTLED is refused', () => {
    test.each([
      ['while its payment is in suspense', sql`intent_id = intent_id`],
      ['while its payment is orphaned', sql`status = 'APPLIED', orphaned_at = now()`],
      ['after its payment vanished', sql`status = 'VANISHED'`],
    ])('%s', async (_, change) => {
      const id = await pay();
      await confirmed();
      await recordSettlement(db, programId, intentId);
      await setPayment(id, change)(db);
      const refusal = await refusalToAll(database, settle);
      expect(refusal).toMatchObject({ code: 'QT006' });
      expect(refusal.message).toContain('its payment is not applied');
    });

    test('while its delivery is open again', async () => {
      await confirmed();
      await recordSettlement(db, programId, intentId);
      await db.execute(sql`update slots set state = 'OPEN' where intent_id = ${intentId}::uuid`);
      const refusal = await refusalToAll(database, settle);
      expect(refusal.message).toContain('no transaction of it had its effect');
    });

    test('with a ledger transaction of another intent, or for something else', async () => {
      const other = await createIntent(db, programId);
      for (const named of [
        { intentId: other, reference: `settlement:${other}` },
        { intentId, reference: `gas:${intentId}` },
      ]) {
        intentId = await createIntent(db, programId);
        await confirmed();
        const legs = transfer(programId, { debit: 'suspense', credit: 'revenue', amount: 1n });
        const [posted] = await post(db, [{ ...legs, ...named }]);
        await db
          .insert(settlements)
          .values({ id: newId(), intentId, programId, ledgerTransactionId: posted?.id ?? '' });
        const refusal = await refusalToAll(database, settle);
        expect(refusal.message).toContain('without its settlement');
      }
    });

    test('and its settlement names a ledger transaction that exists', async () => {
      const invented = db
        .insert(settlements)
        .values({ id: newId(), intentId, programId, ledgerTransactionId: newId() });
      expect(await refusalOf(invented)).toMatchObject({ code: '23503' });
    });
  });

  test('a claim that had its effect can not be taken back, one under way can', async () => {
    const takeBack = (on: Database) =>
      on.execute(sql`delete from claims where intent_id = ${intentId}::uuid`);
    const take = () => db.insert(claims).values({ programId, wallet: intentId, intentId });
    await take();
    await takeBack(db);
    await take();
    await confirmed();
    expect(await refusalToAll(database, takeBack)).toMatchObject({ code: 'QT005' });
  });

  test('a decision is answered once and never removed; a finding is never removed', async () => {
    const id = newId();
    const told = { type: 'retry', operator: 'test', reason: 'test', intentVersion: 0 } as const;
    await db.insert(decisions).values({ id, programId, intentId, ...told });
    const answer = (outcome: string) => (on: Database) =>
      on.execute(
        sql`update decisions set outcome = ${outcome}, ended_at = now() where id = ${id}::uuid`,
      );
    await answer('resumed')(db);
    expect(await refusalToAll(database, answer('refused'))).toMatchObject({ code: 'QT005' });
    const [row] = await queryRows(
      db,
      sql`select outcome from decisions where id = ${id}::uuid`,
      z.object({ outcome: z.string() }),
    );
    expect(row?.outcome).toBe('resumed');
    for (const table of ['decisions', 'findings']) {
      const removal = asOwnerOfAll(database, (on) => on.execute(sql.raw(`delete from ${table}`)));
      expect(await refusalOf(removal)).toMatchObject({ code: 'QT005' });
    }
  });
});
