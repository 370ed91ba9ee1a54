/**
 * Goal: an operation that writes by itself is accepted once, and one that refuses, or breaks, leaves nothing and
 * disturbs no other. Method: batches of operations that write users, on PGlite and PostgreSQL.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accept } from '../../db/accept.ts';
import type { AcceptItem, Answer, TransactionEffect } from '../../db/accept-types.ts';
import { users } from '../../db/schema/programs.ts';
import { ApiError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import {
  bodyOf,
  countRows,
  openTestProgram,
  registerItem,
  walletNumber,
} from '../harness/samples/writes.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const done: Answer = { status: 201, headers: {}, body: '{"done":true}' };

describe.each(engines)('operations on %s', (engine) => {
  let database: TestDatabase;
  let programId: string;
  let wallets = 1;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    programId = await database.asOwner((owner) => openTestProgram(owner));
  });
  afterAll(() => database[Symbol.asyncDispose]());

  function operation(key: string, end: () => Answer | ApiError): AcceptItem {
    const wallet = walletNumber(wallets++);
    const run: TransactionEffect['run'] = async (tx) => {
      const row = { id: newId(), programId, wallet, registerIntentId: newId() };
      await tx.insert(users).values(row);
      return end();
    };
    const item = registerItem({ programId, wallet, key });
    return {
      ...item,
      effect: { type: 'transaction', run },
      answer: (result) => {
        if (result instanceof ApiError) return { ...done, status: 409, body: result.code };
        return result.type === 'transaction' ? result.answer : null;
      },
    };
  }

  test('a refusal and a failure leave nothing and do not disturb the others', async () => {
    const before = await countRows(database.app, 'users');
    const outcomes = await accept(database.app, [
      operation('good', () => done),
      operation('final', () => new ApiError('ALREADY_CLAIMED')),
      operation('passing', () => new ApiError('NOT_REGISTERED')),
      operation('broken', () => {
        throw new Error('broken');
      }),
      operation('also good', () => done),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(
      ['accepted', 'accepted', 'accepted', 'failed', 'refused'].sort(),
    );
    expect(await countRows(database.app, 'users')).toBe(before + 2);
  });

  test('a repetition is given the first answer and writes nothing', async () => {
    const item = operation('repeated', () => done);
    const [first] = await accept(database.app, [item]);
    const before = await countRows(database.app, 'users');
    const [again] = await accept(database.app, [item]);
    expect(again?.status).toBe('replayed');
    expect(bodyOf(again)).toBe(bodyOf(first));
    expect(await countRows(database.app, 'users')).toBe(before);
  });
});
