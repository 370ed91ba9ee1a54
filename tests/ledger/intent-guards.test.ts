/**
 * Goal: the database keeps the same state machine as domain/intent-state.ts, records every step of it,
 * and never lets go of an idempotency key. Method: every pair of states and random walks, both engines.
 */
import { fc, test } from '@fast-check/vitest';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idempotencyRecords } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { canTransition, type IntentState, intentStates } from '../../domain/intent-state.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/databases.ts';
import {
  consumeNonceWithoutEffect,
  countRows,
  createIntent,
  createProgram,
  recordSettlement,
  refusalOf,
} from '../harness/ledger-fixtures.ts';

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

  async function intentAt(state: IntentState): Promise<string> {
    const intentId = await createIntent(db, programId);
    await recordSettlement(db, programId, intentId);
    for (const step of pathTo[state]) await move(db, intentId, step);
    return intentId;
  }

  test.each(cases)(
    '$from to $to with the nonce consumed without effect: $nonceConsumedWithoutEffect',
    async ({ from, to, nonceConsumedWithoutEffect }) => {
      const intentId = await intentAt(from);
      if (nonceConsumedWithoutEffect) await consumeNonceWithoutEffect(db, programId, intentId);
      const attempt = move(db, intentId, to);
      if (canTransition(from, to, { nonceConsumedWithoutEffect })) {
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
    await db.execute(
      sql`insert into slots (id, program_id, intent_id, chain_id, wallet, nonce)
        values (${newId()}::uuid, ${programId}::uuid, ${intentId}::uuid, 1, '0x1', ${Date.now()})`,
    );
    expect(await refusalOf(move(db, intentId, 'FAILED'))).toMatchObject({ code: 'QT006' });
    await db.execute(sql`update slots set state = 'EFFECTIVE' where intent_id = ${intentId}::uuid`);
    expect(await refusalOf(move(db, intentId, 'FAILED'))).toMatchObject({ code: 'QT006' });
  });

  test('SETTLED needs the settlement row', async () => {
    const intentId = await createIntent(db, programId);
    for (const step of pathTo.CONFIRMED) await move(db, intentId, step);
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

  test.prop(
    [fc.array(fc.constantFrom(...intentStates), { minLength: 1, maxLength: 12 }), fc.boolean()],
    {
      numRuns: 40,
    },
  )(
    'a random walk stays on the state machine and every step is recorded',
    async (walk, nonceConsumedWithoutEffect) => {
      const intentId = await createIntent(db, programId);
      await recordSettlement(db, programId, intentId);
      if (nonceConsumedWithoutEffect) await consumeNonceWithoutEffect(db, programId, intentId);
      const visited: IntentState[] = ['PENDING'];
      for (const to of walk) {
        const from = visited.at(-1) ?? 'PENDING';
        // The same state again is not a transition: it must change nothing and leave no row.
        if (from === to) continue;
        const attempt = move(db, intentId, to);
        if (canTransition(from, to, { nonceConsumedWithoutEffect })) {
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
