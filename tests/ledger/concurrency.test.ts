/**
 * Goal: concurrent posting neither deadlocks nor loses, doubles or overspends anything.
 * Method: many connections on PostgreSQL. PGlite has one connection and proves nothing here.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { InsufficientBalance } from '../../ledger/errors.ts';
import { convertHolds, releaseHolds, takeHold } from '../../ledger/holds.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import { post } from '../../ledger/post.ts';
import { inDepth } from '../harness/depth.ts';
import {
  countRows,
  createIntent,
  createProgram,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const callers = 64;
/** How often each caller comes, where it is not the number of callers alone that makes the crowd. */
const rounds = inDepth(5, 10);

/** Runs `work` once per caller at the same time. */
function atOnce<T>(count: number, work: (caller: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, caller) => work(caller)));
}

/** How many attempts went through; any refusal other than for want of funds fails the test. */
async function countAccepted(attempts: Promise<unknown>[]): Promise<number> {
  let accepted = 0;
  for (const outcome of await Promise.allSettled(attempts)) {
    if (outcome.status === 'fulfilled') accepted += 1;
    else expect(outcome.reason).toBeInstanceOf(InsufficientBalance);
  }
  return accepted;
}

describe('postgres', () => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  const treasury = () => balanceOf(db, `program:${programId}:treasury`, 'USDC');
  const income = (amount: bigint) =>
    transfer(programId, { debit: 'treasury', credit: 'suspense', amount });
  const outlay = (amount: bigint) =>
    transfer(programId, { debit: 'suspense', credit: 'treasury', amount });

  beforeAll(async () => {
    database = await openTestDatabase('postgres', { connectionsMax: callers });
    db = database.app;
  });
  afterAll(async () => {
    expect(await auditLedger(db)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
    await database[Symbol.asyncDispose]();
  });
  const freshProgram = async () => {
    programId = await createProgram(database);
  };

  test('64 callers on one hot account: no deadlock, balances exact', async () => {
    await freshProgram();
    await atOnce(callers, async (caller) => {
      for (let round = 0; round < rounds; round += 1)
        await post(db, [income(BigInt(caller + 1)), income(1n)]);
    });
    const expected = BigInt(rounds) * BigInt((callers * (callers + 1)) / 2 + callers);
    expect(await treasury()).toEqual({ posted: expected, held: 0n, available: expected });
  });

  test('a reference posted by 20 callers at once is posted once and replayed 19 times', async () => {
    await freshProgram();
    const transaction = income(5n);
    const outcomes = (await atOnce(20, () => post(db, [transaction]))).flat();
    expect(outcomes.filter((outcome) => outcome.status === 'posted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.status === 'replayed')).toHaveLength(19);
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
    expect((await treasury()).posted).toBe(5n);
  });

  test('batches with the same references in opposite orders do not deadlock', async () => {
    await freshProgram();
    const batch = Array.from({ length: 50 }, () => income(1n));
    const outcomes = await atOnce(20, (caller) =>
      post(db, caller % 2 === 0 ? batch : batch.toReversed()),
    );
    expect(outcomes.flat().filter((outcome) => outcome.status === 'posted')).toHaveLength(50);
    expect((await treasury()).posted).toBe(50n);
  });

  test('guarded decreases never overspend, and spend everything there is', async () => {
    await freshProgram();
    // From many connections, so that the money lies on many stripes and has to be collected.
    await atOnce(callers, () => post(db, [income(10n)]));
    const accepted = await countAccepted(Array.from({ length: 128 }, () => post(db, [outlay(7n)])));
    expect(accepted).toBe(91);
    expect(await treasury()).toEqual({ posted: 3n, held: 0n, available: 3n });
  });

  test('increases while the stripes are being collected are not lost', async () => {
    await freshProgram();
    await post(db, [income(1_000n)]);
    let spent = 0n;
    await atOnce(callers, async (caller) => {
      for (let round = 0; round < rounds; round += 1) {
        if (caller % 2 === 0) {
          await post(db, [income(10n)]);
        } else {
          const accepted = await countAccepted([post(db, [outlay(13n)])]);
          spent += 13n * BigInt(accepted);
        }
      }
    });
    expect((await treasury()).posted).toBe(1_000n + 320n * BigInt(rounds) - spent);
  });

  test('holds never promise more than there is', async () => {
    await freshProgram();
    await atOnce(16, () => post(db, [income(10n)]));
    const intentIds = await atOnce(callers, () => createIntent(db, programId));
    const account = `program:${programId}:treasury`;
    const hold = (intentId: string) =>
      takeHold(db, { programId, intentId, account, asset: 'USDC', amount: 9n });
    expect(await countAccepted(intentIds.map(hold))).toBe(17);
    expect(await treasury()).toEqual({ posted: 160n, held: 153n, available: 7n });
  });

  test('a hold taken, settled or released by several at once counts once', async () => {
    await freshProgram();
    await post(db, [income(100n)]);
    const intentId = await createIntent(db, programId);
    const account = `program:${programId}:treasury`;
    const taken = await atOnce(20, () =>
      takeHold(db, { programId, intentId, account, asset: 'USDC', amount: 60n }),
    );
    expect(taken.filter((outcome) => outcome.status === 'taken')).toHaveLength(1);
    expect((await treasury()).held).toBe(60n);
    const ended = await atOnce(20, (caller) =>
      (caller % 2 === 0 ? convertHolds : releaseHolds)(db, [intentId]),
    );
    expect(ended.flat().filter((outcome) => outcome.status === 'ended')).toHaveLength(1);
    expect(await treasury()).toMatchObject({ held: 0n, available: 100n });
  });

  test('two guarded accounts used in opposite directions do not deadlock', async () => {
    await freshProgram();
    const move = (debit: 'treasury' | 'token_inventory', amount: bigint) =>
      transfer(programId, {
        debit,
        credit: debit === 'treasury' ? 'token_inventory' : 'treasury',
        amount,
      });
    await post(db, [
      income(5_000n),
      transfer(programId, { debit: 'token_inventory', credit: 'funding', amount: 5_000n }),
    ]);
    await atOnce(callers, async (caller) => {
      for (let round = 0; round < rounds; round += 1) {
        // More than one stripe holds, so that collecting the stripes of both accounts overlaps.
        await countAccepted([
          post(db, [move(caller % 2 === 0 ? 'treasury' : 'token_inventory', 900n)]),
        ]);
      }
    });
    const inventory = await balanceOf(db, `program:${programId}:token_inventory`, 'USDC');
    expect((await treasury()).posted + inventory.posted).toBe(10_000n);
  });

  test('a statement that fails half-way through a crowd leaves nothing', async () => {
    await freshProgram();
    const good = income(1n);
    const attempts = Array.from({ length: 10 }, () => post(db, [good, outlay(10n ** 9n)]));
    expect(await countAccepted(attempts)).toBe(0);
    expect(await countRows(db, sql`ledger_transactions where reference = ${good.reference}`)).toBe(
      0,
    );
    const [outcome] = await post(db, [{ ...good, id: newId() }]);
    expect(outcome?.status).toBe('posted');
  });
});
