/**
 * Goal: what was signed stands behind every later step, whoever writes: slots, attempts, nonces, and the holds
 * over the money that a signed transaction may still move. Method: plain SQL as the application's role and as
 * the owner, both engines.
 */
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { accounts } from '../../db/schema/ledger.ts';
import { newId } from '../../domain/ids.ts';
import { accountIdOf } from '../../ledger/accounts.ts';
import { FloorRefused, toLedgerError } from '../../ledger/errors.ts';
import { releaseHolds, takeHold } from '../../ledger/holds.ts';
import { post } from '../../ledger/post.ts';
import {
  asOwnerOfAll,
  countRows,
  createIntent,
  createProgram,
  refusalOf,
  refusalToAll,
  transfer,
} from '../harness/samples/ledger-fixtures.ts';
import {
  addAttempt,
  endOpenSlot,
  openSlot,
  storeTransaction,
} from '../harness/samples/stored-transactions.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  let intentId: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database, 3);
  });
  afterAll(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    intentId = await createIntent(db, programId);
  });

  const slotIs = (facts: SQL) =>
    countRows(db, sql`slots where intent_id = ${intentId}::uuid and ${facts}`);
  const setSlot = (change: SQL) => (on: Database) =>
    on.execute(sql`update slots set ${change} where intent_id = ${intentId}::uuid`);

  describe('slots', () => {
    test.each(['EFFECTIVE', 'WITHOUT_EFFECT'])('a slot does not start as %s', async (state) => {
      const refusal = await refusalToAll(database, (on) =>
        on.execute(
          sql`insert into slots (id, program_id, intent_id, chain_id, wallet, nonce, state)
            values (${newId()}::uuid, ${programId}::uuid, ${intentId}::uuid, 1, '0x1', 1, ${state})`,
        ),
      );
      expect(refusal).toMatchObject({ code: 'QT005' });
      expect(refusal.message).toContain('must start as OPEN');
    });

    test('a slot that took effect is opened again by a reorganisation, and its end forgotten', async () => {
      await openSlot(db, { programId, intentId });
      await endOpenSlot(db, intentId, 'EFFECT');
      expect(await slotIs(sql`final_at is not null and end_reason = 'EFFECT'`)).toBe(1);
      await setSlot(sql`state = 'OPEN'`)(db);
      expect(await slotIs(sql`state = 'OPEN' and final_at is null and end_reason is null`)).toBe(1);
    });

    test.each([
      ['opened again', 'CANCELLED', sql`state = 'OPEN'`],
      ['given its effect afterwards', 'CANCELLED', sql`state = 'EFFECTIVE'`],
      ['given another reason', 'CANCELLED', sql`end_reason = 'TAKEN'`],
      ['left without the effect it had', 'EFFECT', sql`state = 'WITHOUT_EFFECT'`],
    ] as const)('a used up slot can not be %s', async (_, end, change) => {
      await openSlot(db, { programId, intentId });
      await endOpenSlot(db, intentId, end);
      expect(await refusalToAll(database, setSlot(change))).toMatchObject({ code: 'QT005' });
    });

    describe('end without the effect', () => {
      const [foreign, other] = [newId(), newId()];
      /** A stored call and, of the same intent's slot, a cancellation; by the name that the cases use. */
      async function attemptsOf(): Promise<Readonly<Record<string, SQL>>> {
        const slotId = await storeTransaction(db, { programId, intentId, chainId: 777 });
        await addAttempt(db, { programId, slotId, purpose: 'CANCEL' });
        const of = (purpose: string) =>
          sql`(select tx_hash from attempts where slot_id = slots.id and purpose = ${purpose})`;
        return { call: of('CALL'), cancel: of('CANCEL'), foreign: sql`${foreign}::text` };
      }
      /** Blocks of a chain that is watched up to 200, of which the hashes from 100 on are kept; the program asks for 3. */
      const blocks = {
        deep: sql`198, ended_block_hash = 'kept-198'`,
        old: sql`7, ended_block_hash = 'whatever'`,
        shallow: sql`199, ended_block_hash = 'kept-199'`,
        gone: sql`198, ended_block_hash = ${other}::text`,
        ahead: sql`201, ended_block_hash = 'kept-201'`,
      };
      const end = (reason: string | null, by: SQL | undefined, block: SQL) =>
        setSlot(
          sql`state = 'WITHOUT_EFFECT', end_reason = ${reason}, ended_by_tx = ${by}, ended_block = ${block}`,
        );
      beforeEach(async () => {
        await db.execute(sql`insert into chains (chain_id, genesis_hash, watched_block) values (777, '0x', 200)
          on conflict (chain_id) do nothing`);
        await db.execute(sql`insert into blocks (chain_id, number, hash)
          select 777, n, 'kept-' || n from generate_series(100, 200) n on conflict (chain_id, number) do nothing`);
      });

      test.each([
        ['REVERTED', 'call', 'deep'],
        ['NO_LOG', 'call', 'old'],
        ['CANCELLED', 'cancel', 'deep'],
        ['TAKEN', 'foreign', 'deep'],
      ] as const)('%s by what was mined deep in the chain', async (reason, by, block) => {
        const hashes = await attemptsOf();
        await end(reason, hashes[by], blocks[block])(db);
        expect(await slotIs(sql`end_reason = ${reason}`)).toBe(1);
      });

      test.each([
        ['TAKEN', 'call', 'deep', 'was signed by the platform'],
        ['TAKEN', 'cancel', 'deep', 'was signed by the platform'],
        ['REVERTED', 'cancel', 'deep', 'is no such attempt'],
        ['NO_LOG', 'foreign', 'deep', 'is no such attempt'],
        ['CANCELLED', 'call', 'deep', 'is no such attempt'],
        ['CANCELLED', 'foreign', 'deep', 'is no such attempt'],
        ['REVERTED', 'call', 'shallow', 'is not known as part of the chain'],
        ['REVERTED', 'call', 'gone', 'is not known as part of the chain'],
        ['CANCELLED', 'cancel', 'gone', 'is not known as part of the chain'],
        ['TAKEN', 'foreign', 'ahead', 'is not known as part of the chain'],
      ] as const)('not %s by %s in a block that is %s', async (...[reason, by, block, why]) => {
        const hashes = await attemptsOf();
        const refusal = await refusalToAll(database, end(reason, hashes[by], blocks[block]));
        expect(refusal).toMatchObject({ code: 'QT005', message: expect.stringContaining(why) });
        expect(await slotIs(sql`state = 'OPEN'`)).toBe(1);
      });

      test.each(['EFFECT', null])('not by %s, which is no such end', async (reason) => {
        const { call } = await attemptsOf();
        const refusal = await refusalToAll(database, end(reason, call, blocks.deep));
        expect(refusal.message).toContain('can not end without effect by');
        expect(await slotIs(sql`state = 'OPEN'`)).toBe(1);
      });

      test('not without saying by what', async () => {
        await attemptsOf();
        const silent = setSlot(sql`state = 'WITHOUT_EFFECT', end_reason = 'REVERTED'`);
        const refusal = await refusalToAll(database, silent);
        expect(refusal.message).toContain('which transaction used its nonce');
      });
    });

    test('the nonce of an open slot can not be changed by the owner', async () => {
      await openSlot(db, { programId, intentId });
      const refusal = await refusalOf(asOwnerOfAll(database, setSlot(sql`nonce = nonce + 1`)));
      expect(refusal).toMatchObject({ code: 'QT005' });
    });

    test('an intent has one slot at a time that may still have the effect, and another after it', async () => {
      await openSlot(db, { programId, intentId });
      const second = () => openSlot(db, { programId, intentId });
      expect(await refusalOf(second())).toMatchObject({ code: '23505' });
      await endOpenSlot(db, intentId, 'CANCELLED');
      await second();
      await endOpenSlot(db, intentId, 'EFFECT');
      expect(await refusalOf(second())).toMatchObject({ code: '23505' });
    });
  });

  describe('attempts', () => {
    const call =
      (slotId: string, purpose: 'CALL' | 'CANCEL' = 'CALL') =>
      (on: Database) =>
        addAttempt(on, { programId, slotId, purpose });

    test.each(['EFFECT', 'CANCELLED'] as const)(
      'nothing is signed for a nonce that is used up (%s)',
      async (end) => {
        const slotId = await storeTransaction(db, { programId, intentId });
        await endOpenSlot(db, intentId, end);
        const refusal = await refusalToAll(database, call(slotId));
        expect(refusal).toMatchObject({ code: 'QT005' });
        expect(refusal.message).toContain('is used up');
      },
    );

    test('a call can be bumped and cancelled, and is not signed again where its nonce is being cancelled', async () => {
      const slotId = await storeTransaction(db, { programId, intentId });
      await call(slotId)(db);
      await call(slotId, 'CANCEL')(db);
      expect((await refusalToAll(database, call(slotId))).message).toContain('is being cancelled');
      await call(slotId, 'CANCEL')(db);
      expect(await countRows(db, sql`attempts where slot_id = ${slotId}::uuid`)).toBe(4);
    });

    test.each([
      ['bytes', sql`raw_transaction = '0x1'`],
      ['hash', sql`tx_hash = 'other'`],
      ['purpose', sql`purpose = 'CANCEL'`],
    ])('the %s of an attempt can not be changed, and it can not be deleted', async (_, change) => {
      const slotId = await storeTransaction(db, { programId, intentId });
      const where = sql`where slot_id = ${slotId}::uuid`;
      const asOwner = (statement: SQL) =>
        refusalOf(asOwnerOfAll(database, (on) => on.execute(statement)));
      expect(await asOwner(sql`update attempts set ${change} ${where}`)).toMatchObject({
        code: 'QT005',
      });
      expect(await asOwner(sql`delete from attempts ${where}`)).toMatchObject({ code: 'QT005' });
    });
  });

  test('a nonce is not given out twice: the next nonce of a wallet never falls', async () => {
    const wallet = newId();
    await db.execute(
      sql`insert into signers (chain_id, wallet, next_nonce) values (1, ${wallet}, 5)`,
    );
    const next = (nonce: number) => (on: Database) =>
      on.execute(sql`update signers set next_nonce = ${nonce} where wallet = ${wallet}`);
    expect(await refusalToAll(database, next(4))).toMatchObject({ code: 'QT005' });
    await next(6)(db);
  });

  describe('holds', () => {
    const release = (on: Database) => releaseHolds(on, [intentId]);
    beforeEach(async () => {
      await post(db, [transfer(programId, { debit: 'treasury', credit: 'suspense', amount: 10n })]);
      const account = `program:${programId}:treasury`;
      await takeHold(db, { programId, intentId, account, asset: 'USDC', amount: 10n });
    });

    test('money stays held while a transaction that moves it may still be mined', async () => {
      await storeTransaction(db, { programId, intentId });
      for (const attempt of [() => release(db), () => asOwnerOfAll(database, release)]) {
        await expect(attempt()).rejects.toMatchObject({
          code: 'HOLD_ENDED',
          message: expect.stringContaining('may still be mined'),
        });
      }
      await endOpenSlot(db, intentId, 'CANCELLED');
      expect(await release(db)).toMatchObject([{ status: 'ended', state: 'RELEASED' }]);
    });

    test('and also after it was mined: only its settlement ends the hold', async () => {
      await storeTransaction(db, { programId, intentId });
      await endOpenSlot(db, intentId, 'EFFECT');
      await expect(release(db)).rejects.toMatchObject({ code: 'HOLD_ENDED' });
    });

    test('a nonce that is reserved, and not signed for, holds nothing back', async () => {
      await openSlot(db, { programId, intentId });
      expect(await release(db)).toMatchObject([{ status: 'ended', state: 'RELEASED' }]);
    });
  });

  test('only the owner lends an account what it does not have', async () => {
    const account = (floor: bigint) => {
      const name = `test:${newId()}`;
      return {
        id: accountIdOf(name),
        name,
        programId,
        normal: 'debit',
        guarded: true,
        floor,
      } as const;
    };
    const attempt: Promise<unknown> = db.insert(accounts).values(account(-1n));
    const error: unknown = await attempt.catch(toLedgerError);
    expect(error).toBeInstanceOf(FloorRefused);
    await db.insert(accounts).values(account(0n));
    await asOwnerOfAll(database, (owner) => owner.insert(accounts).values(account(-1n)));
  });
});
