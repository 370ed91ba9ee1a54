/**
 * Goal: the watcher passes over no block and keeps to the chain that is there, whatever the node answers. Method: a
 * chain written down as a list, whose answers a test bends; the real tables on PGlite.
 */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import { chains } from '../db/schema/chain.ts';
import type { BlockView, Hex } from '../domain/chain-port.ts';
import { sha256Hex } from '../domain/ids.ts';
import { createLogger } from '../platform/logger.ts';
import { createIntent, createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { endOpenSlot, storeTransaction } from '../tests/harness/samples/stored-transactions.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { createFakeChain } from '../tests/harness/worlds/fake-chain.ts';
import { createWatcher, type Watcher } from './watcher.ts';

const chainId = 31_337;
let database: TestDatabase;
let watcher: Watcher;
let written: BlockView[];
/** Heights the node does not answer for. */
let missing: Set<bigint>;
const signalled: string[] = [];

beforeEach(async () => {
  database = await openTestDatabase('pglite');
  written = [];
  missing = new Set();
  grow(5);
  await database.app
    .insert(chains)
    .values({ chainId, genesisHash: hashOf('a 0'), watchedBlock: 4n });
  const read = (number: bigint) => written[Number(number)];
  const chain = {
    ...createFakeChain(),
    head: async () => written.at(-1) ?? blockOf('a', 0n),
    block: async (number: bigint) => (missing.has(number) ? null : (read(number) ?? null)),
  };
  const signal = async (workflowId: string) => {
    signalled.push(workflowId);
    return 'delivered' as const;
  };
  const logger = createLogger({ level: 'silent', name: 'test' });
  watcher = createWatcher({ db: database.app, chain, logger, signal, pollMs: 2_000_000_000 });
  await watcher.tick();
});
afterEach(async () => {
  await watcher.close();
  await database[Symbol.asyncDispose]();
});

function hashOf(name: string): Hex {
  return `0x${sha256Hex(name)}`;
}

function blockOf(branch: string, number: bigint, transactions: readonly Hex[] = []): BlockView {
  const parentHash = written.at(-1)?.hash ?? hashOf('none');
  const hash = hashOf(`${branch} ${number}`);
  return { number, hash, parentHash, timestamp: number, baseFeePerGas: 1n, transactions };
}

/** Writes blocks of a branch on top of what is there. */
function grow(blocks: number, branch = 'a', transactions: readonly Hex[] = []): void {
  for (let block = 0; block < blocks; block++)
    written.push(blockOf(branch, BigInt(written.length), transactions));
}

async function watchedBlock(): Promise<bigint | undefined> {
  const [row] = await database.app.select().from(chains);
  return row?.watchedBlock;
}

async function kept(): Promise<string[]> {
  const rows = await queryRows(
    database.app,
    sql`select hash from blocks order by number`,
    z.object({ hash: z.string() }),
  );
  return rows.map((row) => row.hash);
}

async function openFindings(): Promise<string[]> {
  const rows = await queryRows(
    database.app,
    sql`select code from findings where closed_at is null order by code`,
    z.object({ code: z.string() }),
  );
  return rows.map((row) => row.code);
}

const hashes = () => written.map((block) => block.hash);

test('the first look remembers the blocks there are, the next follow one another', async () => {
  expect(await kept()).toEqual(hashes());
  grow(3);
  await watcher.tick();
  expect(await watchedBlock()).toBe(7n);
  expect(await kept()).toEqual(hashes());
});

test('a block the node does not have is waited for, not passed over', async () => {
  grow(4);
  missing.add(6n);
  await watcher.tick();
  expect(await watchedBlock()).toBe(5n);
  missing.clear();
  await watcher.tick();
  expect(await watchedBlock()).toBe(8n);
  expect(await openFindings()).toEqual([]);
});

test('a lower head that is known is a node that is behind', async () => {
  written.splice(-2);
  await watcher.tick();
  expect(await watchedBlock()).toBe(4n);
  expect(await openFindings()).toEqual([]);
});

test.each([
  ['lower', 1],
  ['as high', 2],
  ['higher', 5],
])('another branch that is %s is followed back to where it parts', async (_, blocks) => {
  written.splice(-2);
  grow(blocks, 'b');
  for (let tick = 0; tick < 3; tick++) await watcher.tick();
  expect(await watchedBlock()).toBe(BigInt(written.length - 1));
  expect(await kept()).toEqual(hashes());
  expect(await openFindings()).toEqual(['CHAIN_REORGANISED']);
});

test('two watchers at once do not get in each other’s way', async () => {
  written.splice(-3);
  grow(6, 'b');
  await Promise.all([watcher.tick(), watcher.tick()]);
  await Promise.all([watcher.tick(), watcher.tick()]);
  expect(await watchedBlock()).toBe(7n);
  expect(await kept()).toEqual(hashes());
});

test.each([
  ['the same branch', 0],
  ['another branch', 2],
])('a release that keeps no hashes may move the chain on: %s', async (_, replaced) => {
  written.splice(-replaced, replaced);
  grow(3 + replaced, 'b');
  await database.app.update(chains).set({ watchedBlock: 7n });
  for (let tick = 0; tick < 4; tick++) await watcher.tick();
  expect(await watchedBlock()).toBe(7n);
  expect(await kept()).toEqual(hashes());
  expect(await openFindings()).toEqual(replaced === 0 ? [] : ['CHAIN_REORGANISED']);
});

test('only the newest 256 hashes are kept', async () => {
  grow(400);
  for (let tick = 0; tick < 3; tick++) await watcher.tick();
  expect(await watchedBlock()).toBe(404n);
  expect(await kept()).toEqual(hashes().slice(-256));
});

test('a chain with nothing in common stops the watcher until an operator accepts it', async () => {
  written = [];
  grow(8, 'b');
  for (let tick = 0; tick < 2; tick++) await watcher.tick();
  expect(await watchedBlock()).toBe(4n);
  expect(await openFindings()).toEqual(['REORGANISATION_TOO_DEEP']);
  // What the runbook says.
  await database.app.execute(sql`delete from blocks where chain_id = ${chainId}`);
  await database.app.execute(
    sql`update findings set closed_at = now(), close_reason = 'accepted' where code = 'REORGANISATION_TOO_DEEP'`,
  );
  for (let tick = 0; tick < 2; tick++) await watcher.tick();
  expect(await watchedBlock()).toBe(7n);
  expect(await kept()).toEqual(hashes());
});

test('a transaction of a slot that was given up is reported when it is mined after all', async () => {
  const db = database.app;
  const programId = await createProgram(database);
  const intentId = await createIntent(db, programId);
  await storeTransaction(db, { programId, intentId });
  await endOpenSlot(db, intentId, 'CANCELLED');
  const [attempt] = await queryRows(
    db,
    sql`select tx_hash from attempts`,
    z.object({ tx_hash: z.templateLiteral(['0x', z.string()]) }),
  );
  grow(1, 'a', [attempt?.tx_hash ?? '0x']);
  await watcher.tick();
  expect(await openFindings()).toEqual(['SPENT_SLOT_REVIVED']);
});
