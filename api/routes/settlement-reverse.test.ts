/**
 * Goal: a settlement is reversed when two people want it, once, whoever asks how often; only what can be reversed is.
 * Method: the app over PGlite, settled claims as rows through the guards; the reversal itself is in tests/sagas/.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { failIntent } from '../../activities/end-intent.ts';
import { insertReversals } from '../../db/effects/insert-reversals.ts';
import { intents } from '../../db/schema/intents.ts';
import { operators } from '../../db/schema/people.ts';
import { endAsSettled } from '../../tests/harness/actors/move-intent.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  openPayoutCast,
  type PayoutCast,
  withOtherKey,
} from '../../tests/harness/actors/payout-cast.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { createIntent, refusalOf } from '../../tests/harness/samples/ledger-fixtures.ts';
import { settlePayment } from '../../tests/harness/samples/settled-payments.ts';
import { randomWallet } from '../../tests/harness/worlds/api-app.ts';

const { problemOf } = createProblemJudge();

let cast: PayoutCast;
beforeAll(async () => {
  cast = await openPayoutCast();
});
afterAll(() => cast[Symbol.asyncDispose]());

const pathOf = (intentId: string) => `/api/v2/intents/${intentId}/reversal`;
const want = async (intentId: string, by: TestOperator, key?: string) => {
  const { headers, ...request } = by.request({ reason: 'paid by mistake' });
  const all = Object.fromEntries(new Headers(headers));
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const init = { ...request, headers: { ...all, ...authorization } };
  return await cast.app.request(pathOf(intentId), init);
};
const standing = z.object({
  status: z.string(),
  requests: z.array(z.object({ operatorId: z.string(), reason: z.string() })),
  reversal: z.object({ intentId: z.string(), state: z.string() }).nullable(),
});
const told = async (response: Response) => standing.parse(await response.json());
const read = async (intentId: string) =>
  await told(await cast.app.request(pathOf(intentId), cast.viewer.request()));

async function settledClaim(): Promise<string> {
  const { db, programId } = cast.api;
  const intentId = await settlePayment(db, {
    ...{ programId, wallet: randomWallet(), fee: 100_000_000n },
  });
  await endAsSettled(db, intentId);
  return intentId;
}

const reversalsOf = async (intentId: string) =>
  await cast.api.db.select().from(intents).where(eq(intents.reversesIntentId, intentId));

test('two people begin one reversal; another key of the first is not a second person', async () => {
  const { maker, both, api } = cast;
  const intentId = await settledClaim();
  expect((await read(intentId)).status).toBe('NONE');
  const first = await want(intentId, maker);
  expect(first.status).toBe(202);
  expect(await told(first)).toMatchObject({
    ...{ status: 'WAITING_FOR_SECOND', reversal: null },
    requests: [{ operatorId: maker.id, reason: 'paid by mistake' }],
  });
  const again = await want(intentId, maker, await withOtherKey(api.db, maker));
  expect(await told(again)).toMatchObject({ status: 'WAITING_FOR_SECOND', reversal: null });
  expect(await reversalsOf(intentId)).toEqual([]);
  const second = await told(await want(intentId, both));
  const [reversal, ...more] = await reversalsOf(intentId);
  expect(more).toEqual([]);
  expect(reversal).toMatchObject({
    kind: 'reversal',
    state: 'PENDING',
    input: { rule: 'operator' },
  });
  expect(second).toMatchObject({ status: 'REVERSING', reversal: { intentId: reversal?.id } });
  expect(await read(intentId)).toEqual(second);
  expect((await auditOf(api.db, `intent:${intentId}`)).map(({ action }) => action)).toEqual([
    'settlement.reverse',
    'settlement.reverse',
  ]);
});

test('asked for by many at once, in any order, it begins once', async () => {
  const { maker, both } = cast;
  const intentId = await settledClaim();
  const people = [maker, both, both, maker, both, maker, maker, both];
  const answers = await Promise.all(people.map((by) => want(intentId, by)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(await reversalsOf(intentId)).toHaveLength(1);
  expect((await read(intentId)).requests).toHaveLength(2);
});

/** A reversal of the platform's own, as a reorganisation begins one. */
async function reorganised(intentId: string): Promise<string> {
  const made = await insertReversals(cast.api.db, [
    {
      ...{ intentId, input: { rule: 'reorganisation' }, caller: 'platform' },
      ...{ key: `reorg:${intentId}:1`, reason: 'test' },
    },
  ]);
  const id = made.get(intentId);
  if (id === undefined) throw new Error('Expected a reversal');
  await cast.api.db.update(intents).set({ state: 'LOCKED' }).where(eq(intents.id, id));
  return id;
}

/** Ends a reversal without effect, as its run does. */
async function fail(reversalId: string, code: 'SETTLEMENT_RESTORED' | 'ABANDONED'): Promise<void> {
  const { db } = cast.api;
  const run = { intentId: reversalId, runId: crypto.randomUUID(), runFence: 1 };
  await db.update(intents).set(run).where(eq(intents.id, reversalId));
  await failIntent({ db }, { run, code, detail: 'test' });
}

test('what two people want while a reorganisation is judged begins once that came to nothing', async () => {
  const { maker, both } = cast;
  const intentId = await settledClaim();
  const judged = await reorganised(intentId);
  for (const by of [maker, both, maker]) expect((await want(intentId, by)).status).toBe(202);
  expect((await read(intentId)).requests).toHaveLength(2);
  expect(await reversalsOf(intentId)).toHaveLength(1);
  await fail(judged, 'SETTLEMENT_RESTORED');
  const all = await reversalsOf(intentId);
  expect(all.map(({ input, state }) => [input, state])).toEqual([
    [{ rule: 'reorganisation' }, 'FAILED'],
    [{ rule: 'operator' }, 'PENDING'],
  ]);
});

test('whoever was disabled since does not count, and one that came to nothing takes two people anew', async () => {
  const { maker, both, api } = cast;
  const leaving = await enterOperator(api.db, { roles: [{ role: 'operator', programId: null }] });
  const intentId = await settledClaim();
  expect((await want(intentId, leaving)).status).toBe(202);
  const disabled = { disabledAt: new Date() };
  await api.db.update(operators).set(disabled).where(eq(operators.id, leaving.id));
  await want(intentId, maker);
  expect(await reversalsOf(intentId)).toEqual([]);
  await want(intentId, both);
  const [first, ...more] = await reversalsOf(intentId);
  expect(more).toEqual([]);
  await api.db
    .update(intents)
    .set({ state: 'LOCKED' })
    .where(eq(intents.id, first?.id ?? ''));
  await fail(first?.id ?? '', 'ABANDONED');
  expect(await read(intentId)).toMatchObject({ requests: [] });
  await want(intentId, both);
  await want(intentId, both, await withOtherKey(api.db, both));
  expect(await reversalsOf(intentId)).toHaveLength(1);
  await want(intentId, maker);
  expect(await reversalsOf(intentId)).toHaveLength(2);
});

test('the database itself lets no reversal by people begin that two do not want', async () => {
  const { db } = cast.api;
  const intentId = await settledClaim();
  await want(intentId, cast.maker);
  const alone = insertReversals(db, [
    { intentId, input: { rule: 'operator' }, caller: 'platform', key: 'alone', reason: 'test' },
  ]);
  expect((await refusalOf(alone)).code).toBe('QT013');
});

test('what was not paid for, has not settled or is not there is not reversed', async () => {
  const { api, maker, viewer, stranger, app } = cast;
  const open = await createIntent(api.db, api.programId);
  await problemOf(await want(open, maker), 'NOT_REVERSIBLE');
  await problemOf(await want(crypto.randomUUID(), maker), 'NOT_FOUND');
  const intentId = await settledClaim();
  await problemOf(await want(intentId, viewer), 'FORBIDDEN');
  const foreign = stranger.request({ reason: 'mine now' });
  await problemOf(await otherTenant(app).request(pathOf(intentId), foreign), 'NOT_FOUND');
  await problemOf(
    await otherTenant(app).request(pathOf(intentId), stranger.request()),
    'NOT_FOUND',
  );
  expect((await read(intentId)).status).toBe('NONE');
});
