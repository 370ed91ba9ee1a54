/**
 * Goal: whatever is funded, paid, held, released and settled in whatever order, the books are those of a
 * model that a child could keep. Method: random courses of steps against both, on both engines.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Database } from '../../db/database.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { convertHolds, type HoldState, releaseHolds, takeHold } from '../../ledger/holds.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import { post } from '../../ledger/post.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import { createIntent, createProgram, transfer } from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const asset = 'SGE';
const intentCount = 4;

const amount = fc.bigInt({ min: 1n, max: 90n });
const intent = fc.nat(intentCount - 1);
const step = fc.oneof(
  fc.record({ kind: fc.constant('fund' as const), amount }),
  fc.record({ kind: fc.constant('pay' as const), amount }),
  fc.record({ kind: fc.constant('hold' as const), amount, intent }),
  fc.record({ kind: fc.constantFrom('release' as const, 'settle' as const), intent }),
);

/** The model, and the same steps taken on the database; each step checks that both judge alike. */
class Books {
  posted = 0n;
  readonly holds = new Map<string, { readonly amount: bigint; state: HoldState }>();
  readonly db: Database;
  readonly programId: string;

  constructor(db: Database, programId: string) {
    this.db = db;
    this.programId = programId;
  }

  get held(): bigint {
    const live = [...this.holds.values()].filter((hold) => hold.state === 'HELD');
    return live.reduce((sum, hold) => sum + hold.amount, 0n);
  }

  get available(): bigint {
    return this.posted - this.held;
  }

  async fund(size: bigint): Promise<void> {
    const income = { debit: 'token_inventory', credit: 'funding', amount: size, asset } as const;
    await post(this.db, [transfer(this.programId, income)]);
    this.posted += size;
  }

  async pay(size: bigint): Promise<void> {
    const attempt = post(this.db, [this.delivery(size)]);
    if (await this.refusedForWant(attempt, size)) return;
    this.posted -= size;
  }

  async hold(intentId: string, size: bigint): Promise<void> {
    const account = programAccount(this.programId, 'token_inventory');
    const attempt = takeHold(this.db, {
      programId: this.programId,
      intentId,
      account,
      asset,
      amount: size,
    });
    const known = this.holds.get(intentId);
    if (known !== undefined) {
      const status = known.amount === size ? 'replayed' : 'conflict';
      expect(await attempt).toMatchObject({ status, state: known.state });
      return;
    }
    if (await this.refusedForWant(attempt, size)) return;
    expect(await attempt).toMatchObject({ status: 'taken', state: 'HELD' });
    this.holds.set(intentId, { amount: size, state: 'HELD' });
  }

  async release(intentId: string): Promise<void> {
    const hold = this.holds.get(intentId);
    const outcomes = await releaseHolds(this.db, [intentId]);
    expect(outcomes).toHaveLength(hold === undefined ? 0 : 1);
    if (hold?.state === 'HELD') hold.state = 'RELEASED';
  }

  /** Converting and paying out what was held must never be refused. */
  async settle(intentId: string): Promise<void> {
    const hold = this.holds.get(intentId);
    if (hold?.state !== 'HELD') return;
    await this.db.transaction(async (tx) => {
      await convertHolds(tx, [intentId]);
      await post(tx, [this.delivery(hold.amount)]);
    });
    hold.state = 'CONVERTED';
    this.posted -= hold.amount;
  }

  private delivery(size: bigint) {
    const outlay = { debit: 'token_distributed', credit: 'token_inventory' } as const;
    return transfer(this.programId, { ...outlay, amount: size, asset });
  }

  private async refusedForWant(attempt: Promise<unknown>, size: bigint): Promise<boolean> {
    if (size <= this.available) {
      await attempt;
      return false;
    }
    await expect(attempt).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    return true;
  }
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(books: Books, one: Step, intentIds: readonly string[]): Promise<void> {
  const intentId = 'intent' in one ? (intentIds[one.intent] ?? '') : '';
  switch (one.kind) {
    case 'fund':
      return await books.fund(one.amount);
    case 'pay':
      return await books.pay(one.amount);
    case 'hold':
      return await books.hold(intentId, one.amount);
    case 'release':
      return await books.release(intentId);
    case 'settle':
      return await books.settle(intentId);
  }
}

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => {
    expect(await auditLedger(database.app)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
    await database[Symbol.asyncDispose]();
  });

  property([fc.array(step, { minLength: 5, maxLength: 20 })], { numRuns: runs(10) })(
    'the balance is that of the model after every step',
    async (steps) => {
      const { app } = database;
      const programId = await createProgram(database);
      const intentIds: string[] = [];
      while (intentIds.length < intentCount) intentIds.push(await createIntent(app, programId));
      const books = new Books(app, programId);
      for (const one of steps) {
        await take(books, one, intentIds);
        const { posted, held, available } = books;
        const account = programAccount(programId, 'token_inventory');
        expect(await balanceOf(app, account, asset)).toEqual({ posted, held, available });
      }
    },
  );
});
