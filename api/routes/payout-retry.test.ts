/**
 * Goal: nobody alone has a payout by hand made again; what was reversed meanwhile, or may have been paid, is not; and what
 * a bank says later, and people then decide, is kept. Method: the app over PGlite with the database's own guards, payouts
 * begun as a run begins them, a bank's words brought by operators; the settlements themselves are in tests/sagas/.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findings } from '../../db/schema/findings.ts';
import { intents } from '../../db/schema/intents.ts';
import { payoutBatches, payouts } from '../../db/schema/payouts.ts';
import { operators } from '../../db/schema/people.ts';
import { failByHand } from '../../tests/harness/actors/by-hand.ts';
import { enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  beginPayouts,
  type MadeBatch,
  makeBatch,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
} from '../../tests/harness/actors/payout-cast.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { reversePaymentsOf } from '../../tests/harness/samples/settled-payments.ts';
import { batchSchema } from '../schemas/payout.ts';

const { problemOf } = createProblemJudge();

let cast: PayoutCast;
beforeAll(async () => {
  cast = await openPayoutCast();
});
afterAll(() => cast[Symbol.asyncDispose]());

type Seen = Pick<MadeBatch, 'batchId'>;
const pathOf = ({ batchId }: Seen) => `/api/v2/payouts/batch/${batchId}`;
const batchOf = async (response: Response) => batchSchema.parse(await response.json());
const read = async (batch: Seen) =>
  await batchOf(await cast.app.request(pathOf(batch), cast.viewer.request()));
interface Asking {
  readonly by?: TestOperator;
  readonly body?: object;
}
const verb = async (batch: Seen, name: string, { by = cast.maker, body = {} }: Asking = {}) =>
  await cast.app.request(`${pathOf(batch)}/${name}`, by.request(body));
const retry = (batch: Seen, by: TestOperator = cast.maker) => verb(batch, 'retry-failed', { by });
const approve = async (batch: Seen, by: TestOperator) =>
  await verb(batch, 'approve', { by, body: { digest: (await read(batch)).digest } });
const rowsOf = async ({ batchId }: Seen) =>
  await cast.api.db.select().from(payouts).where(eq(payouts.batchId, batchId)).orderBy(payouts.id);
const triesOf = async (batch: Seen) =>
  (await rowsOf(batch)).filter(({ retriesId }) => retriesId !== null);

/** What a bank says of a payout, brought by an operator. */
async function bring(
  payoutId: string,
  outcome: string,
  by: TestOperator = cast.maker,
): Promise<string> {
  const [row] = await cast.api.db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (row === undefined) throw new Error('Expected a payout');
  const { batchId, amount, asset } = row;
  const rows = [{ payoutId, outcome, amount: amount.toString(), asset }];
  const answer = await verb({ batchId }, 'results', { by, body: { rows } });
  const told = z.object({ rows: z.array(z.object({ result: z.string() })) });
  return told.parse(await answer.json()).rows[0]?.result ?? '';
}

/** A batch of payouts by ACH, under way. */
async function begun(affiliates = 1): Promise<MadeBatch> {
  const { programId } = await payingProgram(cast, { affiliates });
  const batch = await makeBatch(cast, programId);
  const methods = batch.payouts.map(({ id: payoutId }) => ({ payoutId, method: 'ACH' }));
  const edit = cast.maker.request({ digest: batch.digest, methods }, { method: 'PATCH' });
  expect((await cast.app.request(pathOf(batch), edit)).status).toBe(200);
  expect((await approve(batch, cast.approver)).status).toBe(200);
  await beginPayouts(cast.api.db, batch.batchId);
  return batch;
}

/** The same, of which the bank has said that it has returned all; the run has taken it in. */
async function failed(by: TestOperator = cast.maker, affiliates = 1): Promise<MadeBatch> {
  const batch = await begun(affiliates);
  for (const { id } of batch.payouts) expect(await bring(id, 'FAILED', by)).toBe('matched');
  await failByHand(cast.api.db, batch.batchId);
  return batch;
}

const oneOf = ({ payouts: [payout] }: MadeBatch) => payout?.id ?? '';

describe('another try of a payout by hand', () => {
  test('is not begun by one person alone, however the bank is quoted', async () => {
    const batch = await failed();
    await problemOf(await retry(batch), 'APPROVALS_MISSING');
    await problemOf(await retry(batch, cast.both), 'APPROVALS_MISSING');
    expect(await triesOf(batch)).toEqual([]);
  });

  test('takes somebody who neither made it, nor brought its result, nor asks for it', async () => {
    const batch = await failed(cast.both);
    await problemOf(await approve(batch, cast.both), 'SAME_OPERATOR');
    const stale = { by: cast.second, body: { digest: 'f'.repeat(64) } };
    const changed = await problemOf(await verb(batch, 'approve', stale), 'BATCH_CHANGED');
    const shown = await read(batch);
    expect(changed).toMatchObject({ digest: shown.digest });
    expect(shown).toMatchObject({ retry: { payouts: 1, byHand: 1, approvals: [] } });
    expect((await approve(batch, cast.second)).status).toBe(200);
    expect(await read(batch)).toMatchObject({
      retry: { approvals: [{ operatorId: cast.second.id, payouts: 1 }] },
    });
    const again = await batchOf(await retry(batch));
    expect(again).toMatchObject({ status: 'PROCESSING', retry: null });
    expect(await triesOf(batch)).toMatchObject([
      { retriesId: oneOf(batch), retriedBy: cast.maker.id, status: 'PLANNED' },
    ]);
  });

  test('does not count the approval of whoever asks for it', async () => {
    const batch = await failed();
    expect((await approve(batch, cast.both)).status).toBe(200);
    await problemOf(await retry(batch, cast.both), 'APPROVALS_MISSING');
    expect((await retry(batch)).status).toBe(202);
  });

  test('takes new approvals for each try, and as many as the batch takes', async () => {
    const batch = await failed();
    await cast.api.asOwner(async () => {
      await cast.api.db.execute(
        sql`update programs set second_approval_above = 1 where id = ${batch.programId}::uuid`,
      );
    });
    await approve(batch, cast.approver);
    await problemOf(await retry(batch), 'APPROVALS_MISSING');
    await approve(batch, cast.second);
    expect((await retry(batch)).status).toBe(202);
    const [second] = await triesOf(batch);
    await beginPayouts(cast.api.db, batch.batchId);
    expect(await bring(second?.id ?? '', 'FAILED')).toBe('matched');
    await failByHand(cast.api.db, batch.batchId);
    await problemOf(await retry(batch), 'APPROVALS_MISSING');
    expect(await triesOf(batch)).toHaveLength(1);
  });

  test('goes on with others after an approver has left', async () => {
    const leaving = await enterOperator(cast.api.db, {
      roles: [{ role: 'approver', programId: null }],
    });
    const batch = await failed();
    await approve(batch, leaving);
    for (const id of [leaving.id, cast.approver.id])
      await cast.api.db
        .update(operators)
        .set({ disabledAt: new Date() })
        .where(eq(operators.id, id));
    await problemOf(await retry(batch), 'APPROVALS_MISSING');
    expect((await approve(batch, cast.second)).status).toBe(200);
    expect((await retry(batch)).status).toBe(202);
    await cast.api.db
      .update(operators)
      .set({ disabledAt: null })
      .where(eq(operators.id, cast.approver.id));
  });

  test('leaves out what was reversed while the payout held it', async () => {
    const batch = await begun(2);
    const [reversed, kept] = batch.payouts;
    await reversePaymentsOf(cast.api.db, reversed?.id ?? '');
    for (const { id } of batch.payouts) await bring(id, 'FAILED');
    await failByHand(cast.api.db, batch.batchId);
    await approve(batch, cast.second);
    expect((await retry(batch)).status).toBe(202);
    expect((await triesOf(batch)).map(({ retriesId }) => retriesId)).toEqual([kept?.id]);
    const [only] = await triesOf(batch);
    await beginPayouts(cast.api.db, batch.batchId);
    await reversePaymentsOf(cast.api.db, only?.id ?? '');
    await bring(only?.id ?? '', 'FAILED');
    await failByHand(cast.api.db, batch.batchId);
    await approve(batch, cast.second);
    await problemOf(await retry(batch), 'NO_PAYABLE_COMMISSIONS');
    // What was earned and what takes it back go together: nothing is owed.
    const next = { programId: batch.programId, period: '2026-11' };
    await problemOf(
      await cast.app.request('/api/v2/payouts/batch', cast.maker.request(next)),
      'NO_PAYABLE_COMMISSIONS',
    );
  });
});

test('what another batch has planned since is not tried again', async () => {
  const batch = await failed();
  const other = await makeBatch(cast, batch.programId, { period: '2026-11' });
  await approve(batch, cast.second);
  await problemOf(await retry(batch), 'NO_PAYABLE_COMMISSIONS');
  expect((await verb(other, 'cancel')).status).toBe(200);
  expect((await retry(batch)).status).toBe(202);
});

describe('a bank that says something else later', () => {
  const decisionPath = (payoutId: string) => `/api/v2/payouts/${payoutId}/decision`;
  const decide = async (payoutId: string, outcome: string, by: TestOperator) =>
    await cast.app.request(
      decisionPath(payoutId),
      by.request({ outcome, reason: 'the bank was asked' }),
    );
  const openFindings = async (payoutId: string) =>
    (
      await cast.api.db
        .select()
        .from(findings)
        .where(eq(findings.subject, `payout:${payoutId}`))
    ).filter(({ closedAt }) => closedAt === null);
  const readDecision = async (payoutId: string) =>
    await (await cast.app.request(decisionPath(payoutId), cast.viewer.request())).json();

  test('has a payout neither tried again nor planned anew before two people have decided', async () => {
    const batch = await failed();
    const payoutId = oneOf(batch);
    await approve(batch, cast.second);
    expect(await bring(payoutId, 'PAID')).toBe('conflict');
    expect(await bring(payoutId, 'PAID')).toBe('conflict');
    expect(await openFindings(payoutId)).toMatchObject([{ code: 'BANK_RESULT_CONTRADICTED' }]);
    await problemOf(await retry(batch), 'PAYOUT_CONTRADICTED');
    const next = { programId: batch.programId, period: '2026-11' };
    const planned = async () =>
      await cast.app.request('/api/v2/payouts/batch', cast.maker.request(next));
    await problemOf(await planned(), 'NO_PAYABLE_COMMISSIONS');
    expect(await readDecision(payoutId)).toMatchObject({
      ...{ status: 'OPEN', payoutStatus: 'FAILED', newestResult: { outcome: 'PAID' } },
      ...{ decisions: [], peopleNeeded: 2 },
    });
    expect((await decide(payoutId, 'FAILED', cast.maker)).status).toBe(200);
    expect((await decide(payoutId, 'FAILED', cast.maker)).status).toBe(200);
    expect(await readDecision(payoutId)).toMatchObject({ status: 'OPEN' });
    await problemOf(await retry(batch), 'PAYOUT_CONTRADICTED');
    expect(await (await decide(payoutId, 'FAILED', cast.both)).json()).toMatchObject({
      ...{ status: 'DECIDED', decided: 'FAILED' },
    });
    expect(await openFindings(payoutId)).toEqual([]);
    await problemOf(await decide(payoutId, 'PAID', cast.maker), 'NOTHING_TO_DECIDE');
    // What was approved before was approved before the bank said more.
    await problemOf(await retry(batch), 'APPROVALS_MISSING');
    expect((await approve(batch, cast.approver)).status).toBe(200);
    expect((await retry(batch)).status).toBe(202);
    expect(await triesOf(batch)).toMatchObject([{ retriesId: payoutId, evidenceResultId: null }]);
  });

  test('is not outdone by people: that it was paid is its word first, and whoever changes their mind counts once', async () => {
    const batch = await failed();
    const payoutId = oneOf(batch);
    expect(await bring(payoutId, 'UNKNOWN')).toBe('conflict');
    await problemOf(await decide(payoutId, 'PAID', cast.maker), 'NOTHING_TO_DECIDE');
    expect((await decide(payoutId, 'FAILED', cast.maker)).status).toBe(200);
    expect(await bring(payoutId, 'PAID')).toBe('conflict');
    for (const outcome of ['PAID', 'FAILED', 'PAID', 'FAILED'])
      expect((await decide(payoutId, outcome, cast.maker)).status).toBe(200);
    expect(await (await decide(payoutId, 'PAID', cast.both)).json()).toMatchObject({
      status: 'OPEN',
    });
    expect(await (await decide(payoutId, 'FAILED', cast.both)).json()).toMatchObject({
      ...{ status: 'DECIDED', decided: 'FAILED' },
    });
    // That it agrees with them is no news; that it does not is.
    expect(await bring(payoutId, 'FAILED')).toBe('already');
    expect(await readDecision(payoutId)).toMatchObject({ status: 'DECIDED' });
    expect(await bring(payoutId, 'PAID')).toBe('conflict');
    expect(await readDecision(payoutId)).toMatchObject({ status: 'OPEN' });
  });

  test('holds up no other payout of the batch', async () => {
    const batch = await failed(cast.maker, 2);
    const [disputed, clear] = batch.payouts.map(({ id }) => id);
    await bring(disputed ?? '', 'PAID');
    await approve(batch, cast.second);
    expect((await retry(batch)).status).toBe(202);
    expect((await triesOf(batch)).map(({ retriesId }) => retriesId)).toEqual([clear]);
  });

  test('and was right has its payment booked, not made again', async () => {
    const batch = await failed();
    const payoutId = oneOf(batch);
    await bring(payoutId, 'PAID');
    for (const by of [cast.maker, cast.both]) await decide(payoutId, 'PAID', by);
    expect((await retry(batch)).status).toBe(202);
    const [booked] = await triesOf(batch);
    expect(booked).toMatchObject({ retriesId: payoutId, status: 'PLANNED' });
    expect(booked?.evidenceResultId).not.toBeNull();
    await beginPayouts(cast.api.db, batch.batchId);
    const file = await cast.app.request(`${pathOf(batch)}/export`, cast.maker.request());
    expect(await file.text()).toContain('CONTROL_COUNT,0');
    expect(await bring(booked?.id ?? '', 'PAID')).toBe('not_awaited');
  });

  test('stops a batch that would pay the same commissions', async () => {
    const batch = await failed();
    const { programId } = batch;
    const other = await makeBatch(cast, programId, { period: '2026-11' });
    await approve(other, cast.approver);
    await bring(oneOf(batch), 'PAID');
    const methods = other.payouts.map(({ id }) => ({ payoutId: id, method: 'ACH' }));
    const { digest } = await read(other);
    const edit = cast.maker.request({ digest, methods }, { method: 'PATCH' });
    await cast.app.request(pathOf(other), edit);
    await approve(other, cast.approver);
    await problemOf(await verb(other, 'execute'), 'PAYOUT_CONTRADICTED');
    expect((await verb(other, 'cancel')).status).toBe(200);
  });

  test('is decided by those who may, of what there is to decide', async () => {
    const batch = await begun();
    const payoutId = oneOf(batch);
    await problemOf(await decide(payoutId, 'PAID', cast.maker), 'NOTHING_TO_DECIDE');
    await problemOf(await decide(payoutId, 'UNKNOWN', cast.maker), 'VALIDATION_FAILED');
    await problemOf(await decide(payoutId, 'PAID', cast.viewer), 'FORBIDDEN');
    await problemOf(await decide(crypto.randomUUID(), 'PAID', cast.maker), 'NOT_FOUND');
    await problemOf(await decide('x', 'PAID', cast.maker), 'NOT_FOUND');
    const theirs = cast.stranger.request({ outcome: 'PAID', reason: 'mine' });
    await problemOf(
      await otherTenant(cast.app).request(decisionPath(payoutId), theirs),
      'NOT_FOUND',
    );
    expect(await readDecision(payoutId)).toMatchObject({ status: 'NONE', newestResult: null });
    // Its first word is not taken in yet.
    await bring(payoutId, 'PAID');
    await bring(payoutId, 'FAILED');
    await problemOf(await decide(payoutId, 'PAID', cast.maker), 'NOTHING_TO_DECIDE');
    const [row] = await rowsOf(batch);
    const [intent] = await cast.api.db
      .select()
      .from(intents)
      .where(eq(intents.id, row?.intentId ?? ''));
    expect(intent?.state).toBe('SUBMITTED');
    const [stands] = await cast.api.db
      .select()
      .from(payoutBatches)
      .where(eq(payoutBatches.id, batch.batchId));
    expect(stands?.status).toBe('PROCESSING');
  });
});
