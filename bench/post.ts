/**
 * Posting rates: hot account and spread, one caller and many, single posts and batches, next to what the
 * same server does in the same run with a bare INSERT and COMMIT per call (`npm run bench:post`).
 *
 * Rounds are interleaved, so that a machine that slows down slows down all of them.
 */
import { sql } from 'drizzle-orm';
import { programAccount } from '../domain/chart-of-accounts.ts';
import { newId } from '../domain/ids.ts';
import { ensureProgramAccounts } from '../ledger/accounts.ts';
import { auditLedger } from '../ledger/imbalance.ts';
import type { NewLedgerTransaction } from '../ledger/new-transaction.ts';
import { post } from '../ledger/post.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';

const roundMs = Number(process.env['BENCH_ROUND_MS'] ?? 800);
const rounds = 2;
const callersMax = 64;
const spreadPrograms = 64;

interface Case {
  readonly name: string;
  readonly callers: number;
  readonly perCall: number;
  run(caller: number): Promise<unknown>;
}

function payment(programId: string): NewLedgerTransaction {
  return {
    programId,
    reference: `bench:${newId()}`,
    postings: [
      {
        account: programAccount(programId, 'treasury'),
        direction: 'debit',
        amount: 100n,
        asset: 'USDC',
      },
      {
        account: programAccount(programId, 'suspense'),
        direction: 'credit',
        amount: 100n,
        asset: 'USDC',
      },
    ],
  };
}

/** Money out of the guarded account: the one kind of posting that queues on one row. */
function refund(programId: string): NewLedgerTransaction {
  const { postings, ...rest } = payment(programId);
  return {
    ...rest,
    postings: postings.map((leg) => ({
      ...leg,
      direction: leg.direction === 'debit' ? 'credit' : 'debit',
    })),
  };
}

async function casesOf({ app }: TestDatabase): Promise<Case[]> {
  const programIds = Array.from({ length: spreadPrograms }, newId);
  const [hot = newId()] = programIds;
  for (const programId of programIds) await ensureProgramAccounts(app, programId);
  // Enough on the guarded account for every guarded decrease of the run.
  await post(app, [fund(hot)]);
  const spread = (caller: number) => programIds[caller % spreadPrograms] ?? hot;
  const batch = (programId: string, one = payment) =>
    Array.from({ length: 100 }, () => one(programId));
  const cases: Case[] = [];
  for (const callers of [1, 16, callersMax]) {
    cases.push(
      { name: 'bare insert + commit', callers, perCall: 1, run: () => app.execute(bareInsert) },
      { name: 'single, hot account', callers, perCall: 1, run: () => post(app, [payment(hot)]) },
      {
        name: 'single, spread',
        callers,
        perCall: 1,
        run: (caller) => post(app, [payment(spread(caller))]),
      },
      {
        name: 'single, hot guarded decrease',
        callers,
        perCall: 1,
        run: () => post(app, [refund(hot)]),
      },
      {
        name: 'batch of 100, hot account',
        callers,
        perCall: 100,
        run: () => post(app, batch(hot)),
      },
      {
        name: 'batch of 100, hot guarded decrease',
        callers,
        perCall: 100,
        run: () => post(app, batch(hot, refund)),
      },
      {
        name: 'batch of 100, spread',
        callers,
        perCall: 100,
        run: (caller) => post(app, batch(spread(caller))),
      },
    );
  }
  return cases;
}

function fund(programId: string): NewLedgerTransaction {
  return {
    ...payment(programId),
    postings: payment(programId).postings.map((leg) => ({ ...leg, amount: 10n ** 30n })),
  };
}

const bareInsert = sql`insert into bench_floor (payload) values ('x')`;

/** Calls per second times transactions per call, over one round. */
async function measure({ callers, perCall, run }: Case): Promise<number> {
  const start = performance.now();
  let calls = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() - start < roundMs) {
        await run(caller);
        calls += 1;
      }
    }),
  );
  return (calls * perCall * 1000) / (performance.now() - start);
}

await using database = await openTestDatabase('postgres', {
  connectionsMax: callersMax,
  durable: true,
});
await database.asOwner(async (owner) => {
  await owner.execute(sql`create table bench_floor (id bigserial primary key, payload text)`);
  await owner.execute(sql`grant all on bench_floor, bench_floor_id_seq to quittance_app`);
});
const cases = await casesOf(database);
const rates = new Map<Case, number[]>(cases.map((entry) => [entry, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const entry of cases) rates.get(entry)?.push(await measure(entry));
}
const rows = cases.map((entry) => ({
  what: entry.name,
  callers: entry.callers,
  'transactions/s': Math.round(
    (rates.get(entry) ?? []).reduce((sum, rate) => sum + rate, 0) / rounds,
  ),
}));
console.table(rows);
console.log('ledger after the run:', await auditLedger(database.app));
