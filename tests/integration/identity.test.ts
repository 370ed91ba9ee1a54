/**
 * Goal: with real concurrency a signed message counts once, the last owner stays, and the first owner is one. Method:
 * many connections to a PostgreSQL database of its own, and the bootstrap as the process it is.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOperator, lockOperator } from '../../db/change-operator.ts';
import type { Database, DatabaseClient } from '../../db/database.ts';
import { openFirstOwner } from '../../db/first-owner.ts';
import { openPostgres } from '../../db/postgres.ts';
import { operatorOfKey } from '../../db/queries/operator-of-key.ts';
import { operators, walletProofs } from '../../db/schema/people.ts';
import { consumeProofs, issueNonce, type WalletProof } from '../../db/wallet-proofs.ts';
import { ApiError } from '../../domain/errors.ts';
import { newId, sha256Hex } from '../../domain/ids.ts';
import { newSecret } from '../../domain/secret-tokens.ts';
import { testStacksHome } from '../../ops/stack/reaper.ts';
import { auditOf, enterOperator } from '../harness/actors/operators.ts';
import { openTestProgram, walletNumber } from '../harness/samples/writes.ts';
import { bundleProgram } from '../harness/worlds/bundled-programs.ts';
import { startNodeProcess } from '../harness/worlds/node-process.ts';
import { takeDatabase } from '../harness/worlds/shared-servers.ts';

const bootstrapScript = 'ops/operators-bootstrap.ts';
let client: DatabaseClient;
let db: Database;
let appUrl: string;
let folder: string;
let bundled: string;
let programId: string;

beforeAll(async () => {
  const database = await takeDatabase();
  appUrl = database.appUrl;
  const open = (url: string, connectionsMax: number) =>
    openPostgres({ url, applicationName: 'tests', connectionsMax, onError: () => undefined });
  const owner = open(database.ownerUrl, 1);
  programId = await openTestProgram(owner.db);
  await owner.close();
  client = open(appUrl, 10);
  db = client.db;
  mkdirSync(testStacksHome(), { recursive: true });
  folder = mkdtempSync(join(testStacksHome(), 'bootstrap-'));
  bundled = await bundleProgram(folder, bootstrapScript);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await client?.close();
});

/** Runs it bundled, which is up in a third of the time, unless told to run it as users do. */
async function bootstrap(args: readonly string[], script = bundled) {
  const env = { DATABASE_URL: appUrl };
  const started = await startNodeProcess({ script, args, env });
  const code = await started.ended;
  const [key = ''] = /qk_[0-9a-f]{64}/.exec(started.output()) ?? [];
  return { code, key, output: started.output() };
}

test('the bootstrap makes one first owner, prints the key, and refuses another', async () => {
  const first = await bootstrap(['--name', 'Ada Lovelace', '--days', '3'], bootstrapScript);
  expect(first).toMatchObject({ code: 0 });
  const found = await operatorOfKey(db, sha256Hex(first.key));
  expect(found).toMatchObject({ name: 'Ada Lovelace', in_force: true });
  const lines = await auditOf(db, `operator:${found?.operator_id}`);
  expect(lines).toMatchObject([{ action: 'operator.bootstrap' }]);
  expect(JSON.stringify(lines)).not.toContain(first.key);

  const second = await bootstrap(['--name', 'Charles Babbage']);
  expect(second).toMatchObject({ code: 1, key: '' });
  expect(second.output).toContain('already');
  const renewed = await bootstrap(['--name', 'Ada Lovelace', '--renew']);
  expect(renewed.code).toBe(0);
  const again = await operatorOfKey(db, sha256Hex(renewed.key));
  expect(again?.operator_id).toBe(found?.operator_id);
  for (const args of [[], ['--name', ' '], ['--name', 'x', '--days', '0']]) {
    expect((await bootstrap(args)).code).not.toBe(0);
  }
});

test('ten first owners at once are none beside the one that is there', async () => {
  const tries = Array.from({ length: 10 }, (_, index) =>
    openFirstOwner(db, { name: `late ${index}`, key: newSecret('qk'), expiresAt: new Date() }),
  );
  const outcomes = new Set((await Promise.all(tries)).map(({ status }) => status));
  expect(outcomes).toEqual(new Set(['present']));
});

function proofOf(nonce: string): WalletProof {
  return {
    programId,
    wallet: walletNumber(7),
    purpose: 'SESSION',
    message: `message ${nonce}`,
    signature: '0x00',
    method: 'EOA',
    nonce,
  };
}

test('proofs that many transactions count at once, in any order, count once each', async () => {
  const nonces = Array.from({ length: 20 }, () => sha256Hex(newId()).slice(0, 32));
  for (const nonce of nonces) await issueNonce(db, { nonce, programId, ttlMs: 60_000 });
  const batches = Array.from({ length: 10 }, (_, index) => {
    const order = index % 2 === 0 ? nonces : nonces.toReversed();
    return db.transaction((tx) => consumeProofs(tx, [...order, ...order].map(proofOf)));
  });
  const results = (await Promise.all(batches)).flat();
  expect(results.filter((result) => typeof result === 'string')).toHaveLength(nonces.length);
  expect(results.filter((result) => result instanceof ApiError)).toHaveLength(
    10 * 2 * nonces.length - nonces.length,
  );
  expect(await db.select().from(walletProofs)).toHaveLength(nonces.length);
});

test('a proof whose transaction fails was not counted', async () => {
  const nonce = sha256Hex(newId()).slice(0, 32);
  await issueNonce(db, { nonce, programId, ttlMs: 60_000 });
  const failing = db.transaction(async (tx) => {
    await consumeProofs(tx, [proofOf(nonce)]);
    throw new Error('the effect fails');
  });
  await expect(failing).rejects.toThrow('the effect fails');
  const [id] = await db.transaction((tx) => consumeProofs(tx, [proofOf(nonce)]));
  expect(typeof id).toBe('string');
});

test('owners who disable each other at once leave one of them', async () => {
  const owners = await Promise.all(Array.from({ length: 5 }, () => enterOperator(db)));
  await db
    .update(operators)
    .set({ disabledAt: sql`now()` })
    .where(eq(operators.name, 'Ada Lovelace'));
  const disable = (id: string) =>
    db.transaction(async (tx) => {
      await lockOperator(tx, id);
      const refused = await changeOperator(tx, id, { disabled: true, grant: [], revoke: [] });
      if (refused !== null) throw refused;
    });
  const outcomes = await Promise.allSettled(owners.map(({ id }) => disable(id)));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject([{ reason: { code: 'LAST_OWNER' } }]);
});
