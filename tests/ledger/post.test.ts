/**
 * Goal: post() writes each reference once, says what became of every transaction, and turns the guards'
 * refusals into typed errors that leave nothing behind. Method: batches on both engines.
 */
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, withProgram } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { accountIdOf, ensureProgramAccounts } from '../../ledger/accounts.ts';
import { balanceOf, trialBalance } from '../../ledger/balances.ts';
import { auditLedger, ledgerImbalance } from '../../ledger/imbalance.ts';
import type { NewLedgerTransaction } from '../../ledger/new-transaction.ts';
import { post, postBatchTransactionsMax } from '../../ledger/post.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import { countRows, createProgram, transfer } from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  const income = (amount = 100n, asset = 'USDC') =>
    transfer(programId, { debit: 'treasury', credit: 'suspense', amount, asset });
  const countOf = (reference: string) =>
    countRows(db, sql`ledger_transactions where reference = ${reference}`);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test('the same again is replayed, other content under the reference is a conflict', async () => {
    const transaction = income();
    const [first] = await post(db, [transaction]);
    const [again] = await post(db, [
      { ...transaction, postings: transaction.postings.toReversed() },
    ]);
    const [other] = await post(db, [{ ...income(7n), reference: transaction.reference }]);
    expect(first?.status).toBe('posted');
    expect(again).toEqual({ status: 'replayed', id: first?.id });
    expect(other).toEqual({ status: 'conflict', id: first?.id });
    expect(await countRows(db, sql`postings where transaction_id = ${first?.id}::uuid`)).toBe(2);
  });

  test('the first of a reference within a batch wins', async () => {
    const transaction = income();
    const outcomes = await post(db, [
      transaction,
      transaction,
      { ...income(9n), reference: transaction.reference },
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['posted', 'replayed', 'conflict']);
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
    expect(await countOf(transaction.reference)).toBe(1);
  });

  property(
    [
      fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 2 })), {
        minLength: 1,
        maxLength: 25,
      }),
      fc.nat(24),
    ],
    {
      numRuns: runs(10),
    },
  )(
    'any split into batches gives each item the outcome that one by one would',
    async (items, cut) => {
      const run = newId();
      const transactions = items.map(([reference, amount]) => ({
        ...income(BigInt(amount)),
        reference: `${run}:${reference}`,
      }));
      const first = new Map<string, bigint | undefined>();
      const expected = transactions.map(({ reference, postings }) => {
        const amount = postings[0]?.amount;
        if (!first.has(reference)) {
          first.set(reference, amount);
          return 'posted';
        }
        return first.get(reference) === amount ? 'replayed' : 'conflict';
      });
      const outcomes = [
        ...(await post(db, transactions.slice(0, cut))),
        ...(await post(db, transactions.slice(cut))),
      ];
      expect(outcomes.map((outcome) => outcome.status)).toEqual(expected);
    },
  );

  test('a thousand transactions are one call, and one more is refused', async () => {
    const batch = Array.from({ length: postBatchTransactionsMax }, () => income(1n, 'BULK'));
    const outcomes = await post(db, batch);
    expect(outcomes.every((outcome) => outcome.status === 'posted')).toBe(true);
    expect((await balanceOf(db, `program:${programId}:treasury`, 'BULK')).posted).toBe(1000n);
    await expect(post(db, [...batch, income()])).rejects.toMatchObject({
      code: 'MALFORMED_TRANSACTION',
    });
    expect(await post(db, [])).toEqual([]);
  });

  test('one unknown account refuses the whole batch by name', async () => {
    const good = income();
    const bad = income();
    const [one, two] = bad.postings;
    if (one === undefined || two === undefined) throw new Error('expected two legs');
    const unknown = { ...bad, postings: [one, { ...two, account: 'program:none:revenue' }] };
    await expect(post(db, [good, unknown])).rejects.toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
      message: 'account program:none:revenue does not exist',
    });
    expect(await countOf(good.reference)).toBe(0);
  });

  test('below the floor of a guarded account the whole batch is refused, saying what was there', async () => {
    const fresh = await createProgram(database);
    const inFresh = (debit: 'treasury' | 'suspense', amount: bigint): NewLedgerTransaction =>
      transfer(fresh, { debit, credit: debit === 'treasury' ? 'suspense' : 'treasury', amount });
    await post(db, [inFresh('treasury', 100n)]);
    const good = inFresh('suspense', 60n);
    await expect(post(db, [good, inFresh('suspense', 41n)])).rejects.toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      message: `account program:${fresh}:treasury has 100 of USDC available above its floor, 101 is needed`,
    });
    expect(await countOf(good.reference)).toBe(0);
    expect((await post(db, [good, inFresh('suspense', 40n)])).map((o) => o.status)).toEqual([
      'posted',
      'posted',
    ]);
    expect(await balanceOf(db, `program:${fresh}:treasury`, 'USDC')).toEqual({
      posted: 0n,
      held: 0n,
      available: 0n,
    });
  });

  test('metadata, intent and time are kept', async () => {
    const effectiveAt = new Date('2026-01-02T03:04:05.678Z');
    const [outcome] = await post(db, [
      { ...income(), metadata: { note: 'a "quoted" text' }, effectiveAt },
    ]);
    expect(
      await countRows(
        db,
        sql`ledger_transactions where id = ${outcome?.id}::uuid and metadata = '{"note":"a \\"quoted\\" text"}'
          and effective_at = '2026-01-02T03:04:05.678Z' and intent_id is null`,
      ),
    ).toBe(1);
  });

  test("a connection limited to one program can neither use another's accounts nor see its references", async () => {
    const other = await createProgram(database);
    const mine = income();
    await post(db, [mine]);
    const asOther = (transaction: NewLedgerTransaction) =>
      withProgram(db, other, (tx) => post(tx, [transaction]));
    await expect(asOther(income())).rejects.toMatchObject({ code: 'UNKNOWN_ACCOUNT' });
    const theirs = transfer(other, { debit: 'treasury', credit: 'suspense', amount: 1n });
    await expect(asOther({ ...theirs, reference: mine.reference })).rejects.toThrow(/can not see/);
    expect((await asOther(theirs))[0]?.status).toBe('posted');
  });

  test('the accounts of a program are created once', async () => {
    const before = await countRows(db, sql`accounts where program_id = ${programId}::uuid`);
    await ensureProgramAccounts(db, programId);
    expect(await countRows(db, sql`accounts where program_id = ${programId}::uuid`)).toBe(before);
    expect(before).toBe(9);
  });

  test('the trial balance agrees with itself and with the balances', async () => {
    const fresh = await createProgram(database);
    await post(db, [
      transfer(fresh, { debit: 'treasury', credit: 'suspense', amount: 100n }),
      transfer(fresh, { debit: 'suspense', credit: 'revenue', amount: 80n }),
    ]);
    const { totals, lines, truncated } = await trialBalance(db, fresh);
    expect(truncated).toBe(false);
    expect(totals).toEqual([{ asset: 'USDC', debit: 100n, credit: 100n }]);
    expect(
      lines.map(({ account, ...rest }) => ({ account: account.split(':')[2], ...rest })),
    ).toEqual([
      { account: 'revenue', asset: 'USDC', debit: 0n, credit: 80n },
      { account: 'suspense', asset: 'USDC', debit: 0n, credit: 20n },
      { account: 'treasury', asset: 'USDC', debit: 100n, credit: 0n },
    ]);
    for (const total of (await trialBalance(db)).totals) expect(total.debit).toBe(total.credit);
  });

  test('the imbalance gauge is zero, and shows a broken ledger', async () => {
    expect(await ledgerImbalance(db)).toEqual({ unbalancedTransactions: 0, unbalancedAssets: 0 });
    // Only who owns the tables can switch the guards off and break it; the transaction is rolled back.
    const broken = database.asOwner((owner) =>
      owner.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.program', '*', true)`);
        await tx.execute(sql`alter table postings disable trigger user`);
        await tx.execute(sql`update postings set amount = amount + 1 where leg = 1 and transaction_id =
          (select max(id::text)::uuid from ledger_transactions)`);
        await tx.execute(sql`alter table account_balances disable trigger user`);
        await tx.execute(sql`update account_balances set balance = balance + 1 where asset = 'BULK'
          and account_id = ${accountIdOf(`program:${programId}:treasury`)}::uuid`);
        const seen = { gauge: await ledgerImbalance(tx), audit: await auditLedger(tx) };
        throw new Error('roll back', { cause: seen });
      }),
    );
    const error: unknown = await broken.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      cause: {
        gauge: { unbalancedTransactions: 1, unbalancedAssets: 1 },
        audit: { unbalancedTransactions: 1, unbalancedAssets: 1, driftedBalances: 2 },
      },
    });
    expect(await auditLedger(db)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
  });
});
