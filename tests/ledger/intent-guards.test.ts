/**
 * Goal: the database keeps the same state machine as domain/intent-state.ts, records every step of it,
 * and never lets go of an idempotency key. Method: every pair of states and random walks, both engines.
 */
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idempotencyRecords } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { canTransition, type IntentState, intentStates } from '../../domain/intent-state.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import {
  countRows,
  createIntent,
  createProgram,
  recordSettlement,
  refusalOf,
} from '../harness/samples/ledger-fixtures.ts';
import {
  addAttempt,
  endOpenSlot,
  openSlot,
  storeTransaction,
} from '../harness/samples/stored-transactions.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

/** A legal way from PENDING to each state. */
const pathTo: Record<IntentState, readonly IntentState[]> = {
  PENDING: [],
  LOCKED: ['LOCKED'],
  SUBMITTED: ['LOCKED', 'SUBMITTED'],
  CONFIRMED: ['LOCKED', 'SUBMITTED', 'CONFIRMED'],
  SETTLED: ['LOCKED', 'SUBMITTED', 'CONFIRMED', 'SETTLED'],
  FAILED: ['FAILED'],
};

const pairs = intentStates.flatMap((from) => intentStates.map((to) => ({ from, to })));
const cases = pairs
  .filter(({ from, to }) => from !== to)
  .flatMap((pair) =>
    [true, false].map((nonceConsumedWithoutEffect) => ({ ...pair, nonceConsumedWithoutEffect })),
  );

async function move(db: Database, intentId: string, to: IntentState): Promise<void> {
  await db.execute(
    sql`update intents set state = ${to}, changed_by = 'test', change_reason = 'walk',
      failure_code = case when ${to} = 'FAILED' then 'TEST' end where id = ${intentId}::uuid`,
  );
}

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  /** Everything else that the guards want to see before an intent goes to `to`. */
  async function provide(intentId: string, to: IntentState): Promise<void> {
    if (to === 'SUBMITTED') {
      const live = sql`slots where intent_id = ${intentId}::uuid and state <> 'WITHOUT_EFFECT'`;
      if ((await countRows(db, live)) === 0) await storeTransaction(db, { programId, intentId });
      // A reorganisation: what had its effect is open again.
      await db.execute(
        sql`update slots set state = 'OPEN' where intent_id = ${intentId}::uuid and state = 'EFFECTIVE'`,
      );
    }
    if (to === 'CONFIRMED') await endOpenSlot(db, intentId, 'EFFECT');
    if (to === 'SETTLED') await recordSettlement(db, programId, intentId);
    if (to === 'FAILED') await endOpenSlot(db, intentId, 'CANCELLED');
  }

  async function intentAt(state: IntentState): Promise<string> {
    const intentId = await createIntent(db, programId);
    for (const step of pathTo[state]) {
      await provide(intentId, step);
      await move(db, intentId, step);
    }
    return intentId;
  }

  test.each(cases)(
    '$from to $to with the nonce consumed without effect: $nonceConsumedWithoutEffect',
    async ({ from, to, nonceConsumedWithoutEffect }) => {
      const intentId = await intentAt(from);
      const legal = canTransition(from, to, { nonceConsumedWithoutEffect });
      if (legal) await provide(intentId, to);
      const attempt = move(db, intentId, to);
      if (legal) {
        await attempt;
      } else {
        const refusal = await refusalOf(attempt);
        expect(refusal.code).toBe('QT006');
        expect(refusal.message).toMatch(/can not (go from|fail from SUBMITTED)/);
      }
    },
  );

  test('an open slot or one that took effect does not let a submitted intent fail', async () => {
    const intentId = await intentAt('SUBMITTED');
    expect(await refusalOf(move(db, intentId, 'FAILED'))).toMatchObject({ code: 'QT006' });
    await endOpenSlot(db, intentId, 'EFFECT');
    expect(await refusalOf(move(db, intentId, 'FAILED'))).toMatchObject({ code: 'QT006' });
  });

  test('a slot that is used up does not let an intent fail whose second slot is signed', async () => {
    const intentId = await intentAt('SUBMITTED');
    await endOpenSlot(db, intentId, 'CANCELLED');
    const second = await openSlot(db, { programId, intentId });
    await addAttempt(db, { programId, slotId: second, purpose: 'CALL' });
    const refusal = await refusalOf(move(db, intentId, 'FAILED'));
    expect(refusal).toMatchObject({ code: 'QT006' });
    expect(refusal.message).toContain('is signed and may still be mined');
    await endOpenSlot(db, intentId, 'CANCELLED');
    await move(db, intentId, 'FAILED');
  });

  test('a nonce that is reserved, and not signed for, does not keep a locked intent from failing', async () => {
    const intentId = await intentAt('LOCKED');
    await openSlot(db, { programId, intentId });
    await move(db, intentId, 'FAILED');
    expect(
      await countRows(db, sql`intents where id = ${intentId}::uuid and state = 'FAILED'`),
    ).toBe(1);
  });

  test('SUBMITTED needs a stored transaction: a reserved nonce is none', async () => {
    const intentId = await intentAt('LOCKED');
    for (const prepare of [async () => undefined, () => openSlot(db, { programId, intentId })]) {
      await prepare();
      const refusal = await refusalOf(move(db, intentId, 'SUBMITTED'));
      expect(refusal).toMatchObject({ code: 'QT006' });
      expect(refusal.message).toContain('without a stored transaction');
    }
  });

  test('CONFIRMED needs a transaction that had its effect: an open and a used up slot are none', async () => {
    const intentId = await intentAt('SUBMITTED');
    for (const prepare of [async () => undefined, () => endOpenSlot(db, intentId, 'CANCELLED')]) {
      await prepare();
      const refusal = await refusalOf(move(db, intentId, 'CONFIRMED'));
      expect(refusal).toMatchObject({ code: 'QT006' });
      expect(refusal.message).toContain('no transaction of it had its effect');
    }
  });

  test('SETTLED needs the settlement row', async () => {
    const intentId = await intentAt('CONFIRMED');
    const refusal = await refusalOf(move(db, intentId, 'SETTLED'));
    expect(refusal).toMatchObject({ code: 'QT006' });
    expect(refusal.message).toContain('without its settlement');
  });

  test('the owner is judged like everybody else', async () => {
    const intentId = await intentAt('SETTLED');
    const attempt = database.asOwner((owner) =>
      owner.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.program', '*', true)`);
        await move(tx, intentId, 'PENDING');
      }),
    );
    expect(await refusalOf(attempt)).toMatchObject({ code: 'QT006' });
  });

  property(
    [fc.array(fc.constantFrom(...intentStates), { minLength: 1, maxLength: 12 }), fc.boolean()],
    {
      numRuns: runs(15),
    },
  )(
    'a random walk stays on the state machine and every step is recorded',
    async (walk, nonceConsumedWithoutEffect) => {
      const intentId = await createIntent(db, programId);
      const visited: IntentState[] = ['PENDING'];
      for (const to of walk) {
        const from = visited.at(-1) ?? 'PENDING';
        // The same state again is not a transition: it must change nothing and leave no row.
        if (from === to) continue;
        const legal = canTransition(from, to, { nonceConsumedWithoutEffect });
        if (legal) await provide(intentId, to);
        const attempt = move(db, intentId, to);
        if (legal) {
          await attempt;
          visited.push(to);
        } else {
          expect(await refusalOf(attempt)).toMatchObject({ code: 'QT006' });
        }
      }
      const recorded = await queryRows(
        db,
        sql`select from_state, to_state from transitions where intent_id = ${intentId}::uuid order by version`,
        z.object({ from_state: z.string().nullable(), to_state: z.string() }),
      );
      expect(recorded).toEqual(
        visited.map((to, index) => ({ from_state: visited[index - 1] ?? null, to_state: to })),
      );
    },
  );

  test('an update that keeps the state is no transition', async () => {
    const intentId = await intentAt('LOCKED');
    await move(db, intentId, 'LOCKED');
    expect(await countRows(db, sql`transitions where intent_id = ${intentId}::uuid`)).toBe(2);
  });

  test('an intent starts as PENDING, and what was accepted does not change', async () => {
    const insert = sql`insert into intents (id, program_id, kind, state, wallet, idempotency_key, workflow_id, input, changed_by, change_reason)
      values (${newId()}::uuid, ${programId}::uuid, 'claim', 'LOCKED', '0x1', 'k', ${newId()}, '{}', 'test', 'x')`;
    expect(await refusalOf(db.execute(insert))).toMatchObject({ code: 'QT006' });
    const intentId = await createIntent(db, programId);
    const change = database.asOwner((owner) =>
      owner.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.program', '*', true)`);
        await tx.execute(
          sql`update intents set input = '{"amount":"2"}' where id = ${intentId}::uuid`,
        );
      }),
    );
    expect(await refusalOf(change)).toMatchObject({ code: 'QT005' });
  });

  test('an older run can not take over from a newer one', async () => {
    const intentId = await createIntent(db, programId);
    const fence = (value: number) =>
      db.execute(sql`update intents set run_fence = ${value} where id = ${intentId}::uuid`);
    await fence(7);
    expect(await refusalOf(fence(6))).toMatchObject({ code: 'QT006' });
  });

  async function answeredKey(): Promise<string> {
    const key = newId();
    await db.insert(idempotencyRecords).values({
      scope: 'test',
      key,
      requestHash: 'hash',
      programId,
      operation: 'claim.record',
      status: 202,
      headers: {},
      body: 'the answer',
      answeredAt: new Date(),
    });
    return key;
  }

  const keyChanges = [
    ['deleted', sql`delete from idempotency_records where key = `],
    ['given another body', sql`update idempotency_records set body = 'another' where key = `],
    ['given another status', sql`update idempotency_records set status = 200 where key = `],
  ] as const;
  test.each(keyChanges)('an answered idempotency key can not be %s', async (_, change) => {
    const key = await answeredKey();
    const refusal = await refusalOf(db.execute(sql`${change}${key}`));
    expect(refusal).toMatchObject({ code: 'QT010' });
    expect(refusal.message).toContain('is permanent');
  });

  test('the fingerprint of a key can not be changed by the owner, and its body may expire once', async () => {
    const key = await answeredKey();
    const change = database.asOwner((owner) =>
      owner.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.program', '*', true)`);
        await tx.execute(
          sql`update idempotency_records set request_hash = 'other' where key = ${key}`,
        );
      }),
    );
    expect(await refusalOf(change)).toMatchObject({ code: 'QT010' });
    await db.execute(
      sql`update idempotency_records set body = null, expired_at = now() where key = ${key}`,
    );
    const revive = db.execute(
      sql`update idempotency_records set body = 'the answer' where key = ${key}`,
    );
    expect(await refusalOf(revive)).toMatchObject({ code: 'QT010' });
  });

  test('a key that is claimed but has neither answer nor intent may be given back', async () => {
    const key = newId();
    await db
      .insert(idempotencyRecords)
      .values({ scope: 'test', key, requestHash: 'hash', programId, operation: 'claim.record' });
    await db.execute(sql`delete from idempotency_records where key = ${key}`);
    expect(await countRows(db, sql`idempotency_records where key = ${key}`)).toBe(0);
  });
});
