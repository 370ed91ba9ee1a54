/**
 * Goal: the database itself refuses what must never be posted, whoever writes and on both engines.
 * Method: plain SQL that goes around our own checks, as the application's role and as the owner.
 */
import { type SQL, sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Direction, type Posting, programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import { post } from '../../ledger/post.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import {
  addLegs,
  countRows,
  createProgram,
  insertHeader,
  insertLegs,
  insertTransaction,
  refusalOf,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import {
  engines,
  openTestDatabase,
  setScope,
  type TestDatabase,
} from '../harness/worlds/databases.ts';

/** Accounts without a floor, so that only the rule under test can refuse. */
const unguarded = ['suspense', 'revenue', 'funding', 'gas_expense'] as const;
interface Leg {
  readonly account: (typeof unguarded)[number];
  readonly direction: Direction;
  readonly amount: bigint;
  readonly asset: string;
}

const amount = fc.bigInt({ min: 1n, max: 2n ** 200n });

const leg: fc.Arbitrary<Leg> = fc.record({
  account: fc.constantFrom(...unguarded),
  direction: fc.constantFrom('debit' as const, 'credit' as const),
  amount,
  asset: fc.constantFrom('USDC', 'USDT', 'SGE'),
});
const opposite = { debit: 'credit', credit: 'debit' } as const;

/** Legs that balance by construction, and the same with one more leg or one changed. */
const balancedLegs = fc
  .array(leg, { minLength: 1, maxLength: 4 })
  .map((legs) => legs.flatMap((one) => [one, { ...one, direction: opposite[one.direction] }]));
const anyLegs: fc.Arbitrary<Leg[]> = fc.oneof(
  balancedLegs,
  fc.array(leg, { minLength: 2, maxLength: 6 }),
  fc.tuple(balancedLegs, leg).map(([legs, extra]) => [...legs, extra]),
  // Balanced over all assets together, but not within each of them.
  leg.map((one) => [one, { ...one, direction: opposite[one.direction], asset: `${one.asset}2` }]),
);

function isBalanced(legs: readonly Leg[]): boolean {
  const ahead = new Map<string, bigint>();
  for (const one of legs) {
    const signed = one.direction === 'debit' ? one.amount : -one.amount;
    ahead.set(one.asset, (ahead.get(one.asset) ?? 0n) + signed);
  }
  return [...ahead.values()].every((sum) => sum === 0n);
}

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let programId: string;
  const named = (legs: readonly Leg[]): Posting[] =>
    legs.map((one) => ({ ...one, account: programAccount(programId, one.account) }));
  const pair = () =>
    transfer(programId, { debit: 'gas_expense', credit: 'funding', amount: 5n }).postings;
  const posted = async () => {
    const [outcome] = await post(database.app, [
      transfer(programId, { debit: 'gas_expense', credit: 'funding', amount: 5n }),
    ]);
    return outcome?.id ?? '';
  };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    programId = await createProgram(database);
  });
  afterAll(async () => {
    expect(await auditLedger(database.app)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
    await database[Symbol.asyncDispose]();
  });

  property([anyLegs], { numRuns: runs(40) })(
    'a transaction is accepted exactly when debits equal credits in every asset',
    async (legs) => {
      const attempt = insertTransaction(database.app, programId, named(legs));
      if (isBalanced(legs)) {
        await expect(attempt).resolves.toBeTypeOf('string');
      } else {
        const refusal = await refusalOf(attempt);
        expect(refusal.code).toBe('QT001');
        expect(refusal.message).toMatch(/is unbalanced in \w+: debits \d+, credits \d+/);
      }
    },
  );

  property([leg], { numRuns: runs(10) })('a single leg is refused', async (one) => {
    const refusal = await refusalOf(insertTransaction(database.app, programId, named([one])));
    expect(refusal.code).toBe('QT003');
    expect(refusal.message).toContain('at least two are needed');
  });

  test('a header without legs is refused at commit', async () => {
    const refusal = await refusalOf(database.app.transaction((tx) => insertHeader(tx, programId)));
    expect(refusal).toMatchObject({ code: 'QT003' });
    expect(refusal.message).toContain('has no postings');
  });

  property([balancedLegs], { numRuns: runs(6) })(
    'balanced legs added to a posted transaction later are refused, also to the owner',
    async (legs) => {
      const id = await posted();
      const later = (db: TestDatabase['app']) =>
        db.transaction((tx) => addLegs(tx, id, named(legs)));
      for (const refusal of [
        await refusalOf(later(database.app)),
        await refusalOf(database.asOwner(later)),
      ]) {
        expect(refusal.code).toBe('QT002');
        expect(refusal.message).toContain('legs can only be inserted together with their header');
      }
      expect(await countRows(database.app, sql`postings where transaction_id = ${id}::uuid`)).toBe(
        2,
      );
    },
  );

  property([balancedLegs], { numRuns: runs(6) })(
    'balanced legs in a second statement of the same database transaction are refused',
    async (legs) => {
      const refusal = await refusalOf(
        database.app.transaction(async (tx) => {
          const id = await insertHeader(tx, programId);
          await insertLegs(tx, id, pair());
          await addLegs(tx, id, named(legs));
        }),
      );
      expect(refusal.code).toBe('QT002');
      expect(refusal.message).toContain('all legs are inserted in one statement');
    },
  );

  test('a single leg in a second statement is refused as an addition, not as too few', async () => {
    const refusal = await refusalOf(
      database.app.transaction(async (tx) => {
        const id = await insertHeader(tx, programId);
        await insertLegs(tx, id, pair());
        await addLegs(tx, id, pair().slice(0, 1));
      }),
    );
    expect(refusal.code).toBe('QT002');
  });

  test('a header can not name the database transaction whose legs it admits', async () => {
    const forge = (owner: TestDatabase['app'], createdXid: SQL) =>
      owner.transaction(async (tx) => {
        await setScope(tx);
        const id = newId();
        await tx.execute(
          sql`insert into ledger_transactions (id, program_id, reference, content_hash, created_xid)
            values (${id}::uuid, ${programId}::uuid, ${id}, 'raw', ${createdXid})`,
        );
        await insertLegs(tx, id, pair());
        return id;
      });
    // The stamp replaces what was claimed: with the claim kept, its own legs would be refused.
    const id = await database.asOwner((owner) => forge(owner, sql`'1'::xid8`));
    const later = (db: TestDatabase['app']) => addLegs(db, id, pair());
    expect(await refusalOf(later(database.app))).toMatchObject({ code: 'QT002' });
    const change = database.asOwner((owner) =>
      owner.transaction(async (tx) => {
        await setScope(tx);
        await tx.execute(
          sql`update ledger_transactions set created_xid = pg_current_xact_id() where id = ${id}::uuid`,
        );
      }),
    );
    expect(await refusalOf(change)).toMatchObject({ code: 'QT005' });
  });

  const changes = [
    ['postings', sql`update postings set amount = amount + 1 where transaction_id = `],
    ['postings', sql`delete from postings where transaction_id = `],
    ['ledger_transactions', sql`update ledger_transactions set reference = 'other' where id = `],
    ['ledger_transactions', sql`delete from ledger_transactions where id = `],
  ] as const;
  test.each(changes)(
    '%s: a change or deletion is refused with its reason (%#)',
    async (table, change) => {
      const id = await posted();
      const attempt = (db: TestDatabase['app']) => db.execute(sql`${change}${id}::uuid`);
      for (const refusal of [
        await refusalOf(attempt(database.app)),
        await refusalOf(database.asOwner(attempt)),
      ]) {
        expect(refusal.code).toBe('QT005');
        expect(refusal.message).toMatch(
          new RegExp(
            `^${table} is append-only: (UPDATE|DELETE) is refused. Correct a posted transaction with a reversal`,
          ),
        );
      }
    },
  );

  const refersToSettlements =
    'settlements, commission_runs, commissions, reversal_requests, payout_items';

  // Of some tables the application's role has no right to be refused by more than PostgreSQL.
  test.each([
    ['postings', 'QT005'],
    ['transitions', 'QT005'],
    [refersToSettlements, '42501'],
    [`ledger_transactions, postings, ${refersToSettlements}`, '42501'],
  ])('truncate %s is refused with its reason', async (tables, code) => {
    await posted();
    const attempt = (db: TestDatabase['app']) => db.execute(sql.raw(`truncate ${tables}`));
    expect(await refusalOf(attempt(database.app))).toMatchObject({ code });
    const refusal = await refusalOf(database.asOwner(attempt));
    expect(refusal).toMatchObject({ code: 'QT005' });
    expect(refusal.message).toContain('is append-only: TRUNCATE is refused');
  });

  // PostgreSQL itself refuses before any trigger runs, as long as a table that refers to it is left out.
  test.each([
    'ledger_transactions',
    'ledger_transactions, postings',
    'settlements',
    'ledger_transactions, postings, settlements',
  ])('truncate %s alone is refused', async (tables) => {
    const attempt = (db: TestDatabase['app']) => db.execute(sql.raw(`truncate ${tables}`));
    for (const refusal of [
      await refusalOf(attempt(database.app)),
      await refusalOf(database.asOwner(attempt)),
    ]) {
      expect(['QT005', '0A000']).toContain(refusal.code);
      expect(refusal.message).toMatch(/append-only|referenced in a foreign key/);
    }
  });

  test('the leaf number of the seal is set once and never again', async () => {
    const id = await posted();
    const seal = (leaf: number) =>
      database.app.execute(
        sql`update ledger_transactions set seal_leaf = ${leaf} where id = ${id}::uuid`,
      );
    await seal(1);
    expect(await refusalOf(seal(2))).toMatchObject({ code: 'QT005' });
  });

  test('balances can not be written around the postings, not even by the owner', async () => {
    await posted();
    const refusal = await refusalOf(
      database.asOwner((owner) =>
        owner.execute(sql`update account_balances set balance = balance + 1`),
      ),
    );
    expect(refusal).toMatchObject({ code: 'QT005' });
    expect(refusal.message).toContain('is kept by postings and holds alone');
    expect(
      await refusalOf(database.app.execute(sql`update account_balances set balance = balance + 1`)),
    ).toMatchObject({ code: '42501' });
  });

  test('a reference is posted once, also as plain SQL', async () => {
    const attempt = () =>
      database.app.transaction(async (tx) => {
        await insertLegs(tx, await insertHeader(tx, programId, 'raw:once'), pair());
      });
    await attempt();
    expect(await refusalOf(attempt())).toMatchObject({ code: '23505' });
  });

  test("another program's account is refused by name", async () => {
    const other = await createProgram(database);
    const mine = pair();
    const theirs = transfer(other, {
      debit: 'gas_expense',
      credit: 'funding',
      amount: 5n,
    }).postings;
    const refusal = await refusalOf(
      insertTransaction(database.app, programId, [...mine.slice(0, 1), ...theirs.slice(1)]),
    );
    expect(refusal.code).toBe('QT009');
    expect(refusal.message).toContain(programAccount(other, 'funding'));
  });

  property([fc.bigInt({ min: -(2n ** 100n), max: 0n })], { numRuns: runs(5) })(
    'an amount of zero or less is refused',
    async (bad) => {
      const legs = pair().map((one) => ({ ...one, amount: bad }));
      expect(await refusalOf(insertTransaction(database.app, programId, legs))).toMatchObject({
        code: '23514',
      });
    },
  );
});
