/**
 * Goal: two payouts never spend the same balance and a hold ends once, whatever runs at the same time and whatever
 * dies in the middle. Method: random steps of several connections on PostgreSQL, watched by an observer and judged
 * by a model; then the same with the database's own rules broken on purpose, which the model must notice.
 */
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLedger } from '../../ledger/imbalance.ts';
import { holdRound } from '../harness/actors/hold-rounds.ts';
import { holdAccounts, type Step } from '../harness/actors/hold-steps.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import { createIntent, createProgram } from '../harness/samples/ledger-fixtures.ts';
import { plantedHoldBugs } from '../harness/samples/planted-hold-bugs.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const workers = 6;
const intentCount = 4;

const end = fc.oneof(
  { weight: 8, arbitrary: fc.constant('commit' as const) },
  { weight: 1, arbitrary: fc.constantFrom('rollback' as const, 'kill' as const) },
);
const account = fc.constantFrom(...holdAccounts);
const amount = fc.bigInt({ min: 1n, max: 60n });
const intent = fc.nat(intentCount - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('fund' as const, 'pay' as const, 'move' as const),
    account,
    amount,
    end,
  }),
  fc.record({ kind: fc.constant('take' as const), account, amount, intent, end }),
  fc.record({
    kind: fc.constantFrom('release' as const, 'settle' as const, 'careless' as const),
    intent,
    end,
  }),
);
const courses = fc.array(fc.array(step, { minLength: 3, maxLength: 10 }), {
  minLength: workers,
  maxLength: workers,
});

/** A program of its own with a little money, so that the steps compete for it. */
async function playRound(
  database: TestDatabase,
  steps: readonly (readonly Step[])[],
): Promise<string[]> {
  const programId = await createProgram(database);
  const intentIds: string[] = [];
  while (intentIds.length < intentCount)
    intentIds.push(await createIntent(database.app, programId));
  const funded = holdAccounts.map(
    (of): Step => ({ kind: 'fund', account: of, amount: 100n, end: 'commit' }),
  );
  return await holdRound(database.app, { programId, intentIds }, [...steps, funded]);
}

function openDatabase(): Promise<TestDatabase> {
  return openTestDatabase('postgres', { connectionsMax: workers + 2 });
}

describe('postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(async () => {
    expect(await auditLedger(database.app)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
    await database[Symbol.asyncDispose]();
  });

  property([courses], { numRuns: runs(10), endOnFailure: true })(
    'holds and balances are what the model allows, at every moment and to the unit at the end',
    async (steps) => {
      expect(await playRound(database, steps)).toEqual([]);
    },
  );
});

describe('the model notices', () => {
  test.each(plantedHoldBugs)('$bug', async ({ statements, notice }) => {
    await using database = await openDatabase();
    await database.asOwner(async (owner) => {
      for (const statement of statements) await owner.execute(sql.raw(statement));
    });
    const rounds = fc.sample(courses, { numRuns: 40, seed: 5 });
    let wrong = '';
    for (const steps of rounds) {
      wrong = (await playRound(database, steps)).join('\n');
      if (notice.test(wrong)) break;
    }
    expect(wrong).toMatch(notice);
  });
});
