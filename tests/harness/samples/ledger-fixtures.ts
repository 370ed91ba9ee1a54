/** Rows that the ledger suites start from, and raw writes that go around TypeScript's own checks. */
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';
import { signers } from '../../../db/schema/chain.ts';
import { intents, settlements } from '../../../db/schema/intents.ts';
import { programs } from '../../../db/schema/programs.ts';
import { databaseErrorOf } from '../../../db/sql-errors.ts';
import {
  type Posting,
  type ProgramAccount,
  programAccount,
} from '../../../domain/chart-of-accounts.ts';
import { newId } from '../../../domain/ids.ts';
import { accountIdOf, ensureProgramAccounts } from '../../../ledger/accounts.ts';
import type { NewLedgerTransaction } from '../../../ledger/new-transaction.ts';
import { post } from '../../../ledger/post.ts';
import { setScope, type TestDatabase } from '../worlds/databases.ts';
import { endOpenSlot, openSlot } from './stored-transactions.ts';

const wallet = `0x${'ab'.repeat(20)}`;

/** A program (which only the owner may create) with its chart of accounts; gives its id. */
export async function createProgram(
  { app, asOwner }: TestDatabase,
  confirmations = 1,
): Promise<string> {
  const id = newId();
  const program = {
    id,
    slug: `program-${id}`,
    name: 'Test program',
    chainId: 31337,
    treasuryAddress: wallet,
    feeAmount: 100_000_000n,
    claimAmount: 10n ** 21n,
    confirmations,
  };
  await asOwner(async (owner) => {
    await owner.insert(programs).values(program);
  });
  await ensureProgramAccounts(app, id);
  return id;
}

/** Has the platform send from where programs are paid, so that it pays out on chain. */
export async function sendFrom(db: Database, from: string = wallet): Promise<void> {
  await db
    .insert(signers)
    .values({ chainId: 31_337, wallet: from, nextNonce: 0 })
    .onConflictDoNothing({ target: [signers.chainId, signers.wallet] });
}

/** A pending intent; gives its id. */
export async function createIntent(
  db: Database,
  programId: string,
  { of = wallet, kind = 'claim' }: { readonly of?: string; readonly kind?: string } = {},
): Promise<string> {
  const id = newId();
  await db.insert(intents).values({
    id,
    programId,
    kind,
    wallet: of,
    idempotencyKey: id,
    workflowId: `claim/${id}`,
    input: {},
    changedBy: 'test',
    changeReason: 'accepted',
  });
  return id;
}

/** A nonce of the intent that the chain has finally consumed without the effect. */
export async function consumeNonceWithoutEffect(
  db: Database,
  programId: string,
  intentId: string,
): Promise<void> {
  await openSlot(db, { programId, intentId });
  await endOpenSlot(db, intentId, 'TAKEN');
}

/** The posted settlement without which an intent can not be SETTLED: one unit from suspense to revenue. */
export async function recordSettlement(
  db: Database,
  programId: string,
  intentId: string,
): Promise<void> {
  const [posted] = await post(db, [
    {
      ...transfer(programId, { debit: 'suspense', credit: 'revenue', amount: 1n }),
      reference: `settlement:${intentId}`,
      intentId,
    },
  ]);
  if (posted?.status !== 'posted') throw new Error(`Expected ${intentId} to be settled once`);
  await db
    .insert(settlements)
    .values({ id: newId(), programId, intentId, ledgerTransactionId: posted.id });
}

/** A transfer between two accounts of a program, with a reference of its own. */
export function transfer(
  programId: string,
  {
    debit,
    credit,
    amount,
    asset = 'USDC',
  }: {
    debit: ProgramAccount;
    credit: ProgramAccount;
    amount: bigint;
    asset?: string;
  },
): NewLedgerTransaction {
  return {
    programId,
    reference: `test:${newId()}`,
    postings: [
      { account: programAccount(programId, debit), direction: 'debit', amount, asset },
      { account: programAccount(programId, credit), direction: 'credit', amount, asset },
    ],
  };
}

/** A header as plain SQL; gives its id. */
export async function insertHeader(
  db: Database,
  programId: string,
  reference = `raw:${newId()}`,
): Promise<string> {
  const id = newId();
  await db.execute(
    sql`insert into ledger_transactions (id, program_id, reference, content_hash)
      values (${id}::uuid, ${programId}::uuid, ${reference}, 'raw')`,
  );
  return id;
}

/** The legs of a new header, as one plain INSERT. */
export function insertLegs(
  db: Database,
  transactionId: string,
  postings: readonly Posting[],
): Promise<void> {
  return insertNumberedLegs(db, transactionId, [...postings.entries()]);
}

/** More legs, numbered so that they do not collide with those that are there. */
export function addLegs(
  db: Database,
  transactionId: string,
  postings: readonly Posting[],
): Promise<void> {
  const numbered = postings.map((leg, index) => [1000 + index, leg] as const);
  return insertNumberedLegs(db, transactionId, numbered);
}

async function insertNumberedLegs(
  db: Database,
  transactionId: string,
  postings: readonly (readonly [number, Posting])[],
): Promise<void> {
  const rows = postings.map(
    ([leg, { account, direction, amount, asset }]) =>
      sql`(${transactionId}::uuid, ${leg}::smallint, ${accountIdOf(account)}::uuid,
        ${direction}, ${amount.toString()}::numeric, ${asset})`,
  );
  await db.execute(
    sql`insert into postings (transaction_id, leg, account_id, direction, amount, asset)
      values ${sql.join(rows, sql`, `)}`,
  );
}

/** Header and legs in one database transaction, without any check of ours; gives the id. */
export function insertTransaction(
  db: Database,
  programId: string,
  postings: readonly Posting[],
): Promise<string> {
  return db.transaction(async (tx) => {
    const id = await insertHeader(tx, programId);
    await insertLegs(tx, id, postings);
    return id;
  });
}

/** What the database said when it refused; fails the test when it did not refuse. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => new Error('expected the database to refuse, but it accepted'),
    (reason: unknown) => reason,
  );
  const report = databaseErrorOf(error);
  if (report === undefined) throw error;
  return { code: report.code, message: report.message };
}

/** Runs `work` as the owner of the tables, in the platform's scope. */
export function asOwnerOfAll<T>(
  database: TestDatabase,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return database.asOwner((owner) =>
    owner.transaction(async (tx) => {
      await setScope(tx);
      return await work(tx);
    }),
  );
}

/** What the database says to the application's role and to the owner alike; fails the test when they differ. */
export async function refusalToAll(
  database: TestDatabase,
  work: (db: Database) => Promise<unknown>,
): Promise<{ code: string; message: string }> {
  const toApp = await refusalOf(work(database.app));
  const toOwner = await refusalOf(asOwnerOfAll(database, work));
  if (toApp.code !== toOwner.code) {
    throw new Error(`Expected one refusal, got ${toApp.code} and, for the owner, ${toOwner.code}`);
  }
  return toApp;
}

/** The number of rows a query finds. */
export async function countRows(db: Database, from: SQL): Promise<number> {
  const [row] = await queryRows(
    db,
    sql`select count(*)::int as found from ${from}`,
    z.object({ found: z.number() }),
  );
  return row?.found ?? 0;
}
