/**
 * Goal: after a reorganisation each payment has the log that is its own, and no log pays twice. Method: payments of
 * one transaction whose logs have moved, in the real tables on PGlite.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { payments } from '../db/schema/intents.ts';
import { tokens } from '../db/schema/programs.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import { newId } from '../domain/ids.ts';
import { createIntent, createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { hashNumber, walletNumber } from '../tests/harness/samples/writes.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { placePayments } from './place-payments.ts';

const chainId = 31_337;
const token = walletNumber(1);
const treasury = walletNumber(2);
let database: TestDatabase;
let db: Database;
let programId: string;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
  db = database.app;
  programId = await createProgram(database);
  await database.asOwner((owner) =>
    owner.insert(tokens).values({ chainId, symbol: 'USDC', address: token, decimals: 6 }),
  );
});
afterAll(() => database[Symbol.asyncDispose]());

interface Paid {
  readonly txHash: string;
  readonly logIndex: number;
  readonly payer: number;
  readonly orphaned?: boolean;
}

async function pay({ txHash, logIndex, payer, orphaned = true }: Paid): Promise<string> {
  const id = newId();
  await db.insert(payments).values({
    id,
    programId,
    intentId: await createIntent(db, programId),
    chainId,
    txHash,
    logIndex,
    transferLogs: 2,
    asset: 'USDC',
    amount: 100n,
    payer: walletNumber(payer),
    recipient: treasury,
    blockNumber: 7n,
    blockHash: hashNumber(7),
  });
  if (orphaned) {
    await db.update(payments).set({ orphanedAt: sql`now()` }).where(eq(payments.id, id));
  }
  return id;
}

/** A receipt in another block whose logs, from `first` on, are of these payers. */
function receiptOf(txHash: `0x${string}`, first: number, payers: readonly number[]): ReceiptView {
  return {
    txHash,
    status: 'success',
    blockNumber: 9n,
    blockHash: hashNumber(9),
    from: walletNumber(9),
    gasUsed: 1n,
    effectiveGasPrice: 1n,
    transfers: payers.map((payer, index) => ({
      standard: 'erc20',
      logIndex: first + index,
      token,
      from: walletNumber(payer),
      to: treasury,
      value: 100n,
    })),
  };
}

async function place(id: string) {
  const [row] = await db.select().from(payments).where(eq(payments.id, id));
  return { log: row?.logIndex, standing: row?.orphanedAt === null, block: row?.blockNumber };
}

test('two payments whose places overlap both move', async () => {
  const txHash = hashNumber(1);
  const first = await pay({ txHash, logIndex: 3, payer: 11 });
  const second = await pay({ txHash, logIndex: 4, payer: 12 });
  await placePayments(db, chainId, receiptOf(txHash, 4, [11, 12]));
  expect(await place(first)).toEqual({ log: 4, standing: true, block: 9n });
  expect(await place(second)).toEqual({ log: 5, standing: true, block: 9n });
});

test('two alike keep their order, and a repetition changes nothing', async () => {
  const txHash = hashNumber(2);
  const first = await pay({ txHash, logIndex: 3, payer: 11 });
  const second = await pay({ txHash, logIndex: 4, payer: 11 });
  const receipt = receiptOf(txHash, 0, [11, 11]);
  for (let time = 0; time < 2; time++) await placePayments(db, chainId, receipt);
  expect(await place(first)).toMatchObject({ log: 0, standing: true });
  expect(await place(second)).toMatchObject({ log: 1, standing: true });
});

test('a payment whose log is not there any more stays orphaned, and its place is free', async () => {
  const txHash = hashNumber(3);
  const gone = await pay({ txHash, logIndex: 0, payer: 11 });
  const stands = await pay({ txHash, logIndex: 1, payer: 12 });
  await placePayments(db, chainId, receiptOf(txHash, 0, [12]));
  expect(await place(gone)).toMatchObject({ standing: false, block: 7n });
  expect(await place(stands)).toMatchObject({ log: 0, standing: true });
});

test('a log that another payment stands on is not taken from it', async () => {
  const txHash = hashNumber(4);
  const other = await pay({ txHash, logIndex: 0, payer: 11, orphaned: false });
  const orphan = await pay({ txHash, logIndex: 1, payer: 11 });
  await placePayments(db, chainId, receiptOf(txHash, 0, [11]));
  expect(await place(other)).toMatchObject({ log: 0, standing: true });
  expect(await place(orphan)).toMatchObject({ standing: false });
});

test('a payment whose booking was reversed is found, but stays vanished', async () => {
  const txHash = hashNumber(5);
  const id = await pay({ txHash, logIndex: 3, payer: 11 });
  await db.update(payments).set({ status: 'VANISHED' }).where(eq(payments.id, id));
  await placePayments(db, chainId, receiptOf(txHash, 8, [11]));
  expect(await place(id)).toEqual({ log: 8, standing: false, block: 9n });
});
