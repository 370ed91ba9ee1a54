/**
 * Goal: a connection limited to one program sees and writes nothing of another, and one without any
 * scope sees nothing at all (design rule 24). Method: every table that has rows of a program, both engines.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows, withProgram } from '../../db/database.ts';
import { programAccounts } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { takeHold } from '../../ledger/holds.ts';
import { post } from '../../ledger/post.ts';
import {
  consumeNonceWithoutEffect,
  countRows,
  createIntent,
  createProgram,
  recordSettlement,
  refusalOf,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

/** Tables that say nothing about a program's business, and the people who work for the platform: they belong to no program. */
const sharedTables = [
  'programs',
  'contracts',
  'tokens',
  'chains',
  'signers',
  'blocks',
  'operators',
  'api_keys',
];

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let mine: string;
  let theirs: string;
  let theirIntent: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    mine = await createProgram(database);
    theirs = await createProgram(database);
    theirIntent = await createIntent(db, theirs);
    await recordSettlement(db, theirs, theirIntent);
    await consumeNonceWithoutEffect(db, theirs, theirIntent);
    await post(db, [transfer(theirs, { debit: 'treasury', credit: 'suspense', amount: 10n })]);
    await takeHold(db, {
      programId: theirs,
      intentId: theirIntent,
      account: `program:${theirs}:treasury`,
      asset: 'USDC',
      amount: 3n,
    });
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const written = [
    'accounts',
    'ledger_transactions',
    'postings',
    'account_balances',
    'holds',
    'intents',
    'transitions',
    'settlements',
    'slots',
  ];

  test.each(written)(
    '%s of another program are invisible, and to no scope at all',
    async (table) => {
      const everything = sql.raw(`${table}`);
      expect(await countRows(db, everything)).toBeGreaterThan(0);
      const visible = await withProgram(db, theirs, (tx) => countRows(tx, everything));
      expect(visible).toBeGreaterThan(0);
      const ours = table === 'accounts' ? Object.keys(programAccounts).length : 0;
      expect(await withProgram(db, mine, (tx) => countRows(tx, everything))).toBe(ours);
      expect(await withProgram(db, '', (tx) => countRows(tx, everything))).toBe(0);
    },
  );

  test('every table of a program has row-level security, forced on the owner too', async () => {
    const open = await queryRows(
      db,
      sql`select relname as table from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not (relrowsecurity and relforcerowsecurity) order by relname`,
      z.object({ table: z.string() }),
    );
    expect(open.map((row) => row.table)).toEqual(sharedTables.toSorted());
  });

  test('rows of another program can not be written', async () => {
    const insert = withProgram(db, mine, (tx) => createIntent(tx, theirs));
    expect(await refusalOf(insert)).toMatchObject({
      code: '42501',
      message: expect.stringContaining('row-level security'),
    });
    const header = withProgram(db, mine, (tx) =>
      tx.execute(
        sql`insert into ledger_transactions (id, program_id, reference, content_hash)
          values (${newId()}::uuid, ${theirs}::uuid, ${newId()}, 'raw')`,
      ),
    );
    expect(await refusalOf(header)).toMatchObject({ code: '42501' });
  });

  test('a change finds no row of another program', async () => {
    await withProgram(db, mine, (tx) =>
      tx.execute(sql`update intents set state = 'LOCKED', change_reason = 'theft'`),
    );
    const [row] = await queryRows(
      db,
      sql`select state from intents where id = ${theirIntent}::uuid`,
      z.object({ state: z.string() }),
    );
    expect(row?.state).toBe('PENDING');
  });

  test('within its own program a limited connection posts, holds and moves intents', async () => {
    const own = await createProgram(database);
    const intentId = await createIntent(db, own);
    await withProgram(db, own, async (tx) => {
      await post(tx, [transfer(own, { debit: 'treasury', credit: 'suspense', amount: 10n })]);
      await takeHold(tx, {
        programId: own,
        intentId,
        account: `program:${own}:treasury`,
        asset: 'USDC',
        amount: 10n,
      });
      await tx.execute(
        sql`update intents set state = 'LOCKED', change_reason = 'locked' where id = ${intentId}::uuid`,
      );
    });
    const states = await withProgram(db, own, (tx) =>
      countRows(tx, sql`transitions where to_state = 'LOCKED'`),
    );
    expect(states).toBe(1);
  });
});
