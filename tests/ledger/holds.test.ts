/**
 * Goal: money that is promised to one intent can not be spent by another; a hold is taken and ended once.
 * Method: the guards through plain SQL and through ledger/holds.ts, both engines.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { accountIdOf } from '../../ledger/accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { convertHolds, releaseHolds, takeHold } from '../../ledger/holds.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import { post } from '../../ledger/post.ts';
import {
  createIntent,
  createProgram,
  refusalOf,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  let account: string;
  const asset = 'SGE';
  const balance = () => balanceOf(db, account, asset);
  const fund = (amount: bigint) =>
    post(db, [transfer(programId, { debit: 'token_inventory', credit: 'funding', amount, asset })]);
  const delivery = (amount: bigint) =>
    transfer(programId, { debit: 'token_distributed', credit: 'token_inventory', amount, asset });
  const holdFor = (intentId: string, amount: bigint) =>
    takeHold(db, { programId, intentId, account, asset, amount });

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
  });
  beforeEach(async () => {
    programId = await createProgram(database);
    account = `program:${programId}:token_inventory`;
    await fund(100n);
  });
  afterAll(async () => {
    expect(await auditLedger(db)).toMatchObject({ driftedBalances: 0, unbalancedAssets: 0 });
    await database[Symbol.asyncDispose]();
  });

  test('taking a hold twice holds once, and another amount is a conflict', async () => {
    const intentId = await createIntent(db, programId);
    const first = await holdFor(intentId, 60n);
    expect(first).toMatchObject({ status: 'taken', state: 'HELD' });
    expect(await holdFor(intentId, 60n)).toEqual({ ...first, status: 'replayed' });
    expect(await holdFor(intentId, 61n)).toEqual({ ...first, status: 'conflict' });
    expect(await balance()).toEqual({ posted: 100n, held: 60n, available: 40n });
  });

  test('taking a hold again when nothing else is available is still the same hold', async () => {
    const intentId = await createIntent(db, programId);
    await holdFor(intentId, 100n);
    expect((await holdFor(intentId, 100n)).status).toBe('replayed');
  });

  test('more than what is available can neither be held nor paid out', async () => {
    await holdFor(await createIntent(db, programId), 60n);
    const second = await createIntent(db, programId);
    await expect(holdFor(second, 41n)).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    await expect(post(db, [delivery(41n)])).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    expect((await holdFor(second, 40n)).status).toBe('taken');
    expect(await balance()).toEqual({ posted: 100n, held: 100n, available: 0n });
  });

  test('a converted hold can be paid out even when everything else is held', async () => {
    const intentId = await createIntent(db, programId);
    await holdFor(intentId, 60n);
    await holdFor(await createIntent(db, programId), 40n);
    const outcomes = await db.transaction(async (tx) => {
      const ended = await convertHolds(tx, [intentId]);
      await post(tx, [delivery(60n)]);
      return ended;
    });
    expect(outcomes).toMatchObject([{ status: 'ended', state: 'CONVERTED', intentId }]);
    expect(await balance()).toEqual({ posted: 40n, held: 40n, available: 0n });
  });

  test.each([
    ['converted', convertHolds, 'CONVERTED'],
    ['released', releaseHolds, 'RELEASED'],
  ] as const)(
    'a %s hold is ended once; ending it again, in any way, changes nothing',
    async (_, end, state) => {
      const intentId = await createIntent(db, programId);
      await holdFor(intentId, 60n);
      const unheld = await createIntent(db, programId);
      expect(await end(db, [intentId, unheld])).toMatchObject([{ status: 'ended', state }]);
      for (const again of [convertHolds, releaseHolds]) {
        expect(await again(db, [intentId])).toMatchObject([{ status: 'unchanged', state }]);
      }
      expect(await balance()).toEqual({ posted: 100n, held: 0n, available: 100n });
      expect(await holdFor(intentId, 60n)).toMatchObject({ status: 'replayed', state });
    },
  );

  test('many holds end in one call, each once', async () => {
    const intentIds = await Promise.all(
      Array.from({ length: 5 }, () => createIntent(db, programId)),
    );
    for (const intentId of intentIds) await holdFor(intentId, 10n);
    await convertHolds(db, intentIds.slice(0, 2));
    const outcomes = await releaseHolds(db, intentIds);
    expect(outcomes.filter((outcome) => outcome.status === 'ended')).toHaveLength(3);
    expect(await balance()).toMatchObject({ held: 0n });
  });

  const endings = [
    ['be held again', sql`update holds set state = 'HELD', ended_at = null where intent_id = `],
    ['end in the other way', sql`update holds set state = 'RELEASED' where intent_id = `],
  ] as const;
  test.each(endings)('as plain SQL an ended hold can not %s', async (_, change) => {
    const intentId = await createIntent(db, programId);
    await holdFor(intentId, 10n);
    await convertHolds(db, [intentId]);
    const refusal = await refusalOf(db.execute(sql`${change}${intentId}::uuid`));
    expect(refusal).toMatchObject({ code: 'QT008' });
    expect(refusal.message).toContain('it can only end once');
  });

  test('as plain SQL a hold can not change its amount or be deleted', async () => {
    const intentId = await createIntent(db, programId);
    await holdFor(intentId, 10n);
    const asOwner = (change: ReturnType<typeof sql>) =>
      database.asOwner((owner) =>
        owner.transaction(async (tx) => {
          await tx.execute(sql`select set_config('app.program', '*', true)`);
          await tx.execute(change);
        }),
      );
    expect(
      await refusalOf(
        asOwner(sql`update holds set amount = 1 where intent_id = ${intentId}::uuid`),
      ),
    ).toMatchObject({ code: 'QT008' });
    expect(
      await refusalOf(asOwner(sql`delete from holds where intent_id = ${intentId}::uuid`)),
    ).toMatchObject({ code: 'QT005' });
  });

  test('an account that is not guarded holds nothing, and a foreign one is refused', async () => {
    const intentId = await createIntent(db, programId);
    const other = await createProgram(database);
    const holdOf = (name: string) =>
      takeHold(db, { programId, intentId, account: name, asset, amount: 1n });
    await expect(holdOf(`program:${programId}:revenue`)).rejects.toMatchObject({
      code: 'HOLD_ENDED',
    });
    await expect(holdOf(`program:${other}:token_inventory`)).rejects.toMatchObject({
      code: 'FOREIGN_ACCOUNT',
    });
    await expect(holdOf('program:none:treasury')).rejects.toMatchObject({
      code: 'UNKNOWN_ACCOUNT',
    });
  });

  test('a hold starts as HELD', async () => {
    const intentId = await createIntent(db, programId);
    const insert = sql`insert into holds (id, program_id, intent_id, account_id, asset, amount, state)
      values (${newId()}::uuid, ${programId}::uuid, ${intentId}::uuid, ${accountIdOf(account)}::uuid, ${asset}, 1, 'CONVERTED')`;
    expect(await refusalOf(db.execute(insert))).toMatchObject({ code: 'QT008' });
  });
});
