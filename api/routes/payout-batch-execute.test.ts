/**
 * Goal: only a batch that enough people stand behind is carried out, once, whoever asks how often; and what failed is
 * tried again with the same commissions as long as these are free. Method: the app over PGlite with the database's own
 * guards, payouts taken to their ends by hand.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commissions } from '../../db/schema/commissions.ts';
import { intents } from '../../db/schema/intents.ts';
import { payoutItems, payouts } from '../../db/schema/payouts.ts';
import { operators } from '../../db/schema/people.ts';
import { programs } from '../../db/schema/programs.ts';
import { failPayouts } from '../../tests/harness/actors/fail-payouts.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  type MadeBatch,
  makeBatch,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
} from '../../tests/harness/actors/payout-cast.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { testTreasury } from '../../tests/harness/worlds/api-app.ts';
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
interface Asking {
  readonly by?: TestOperator | undefined;
  readonly body?: object;
}
const verb = async (batch: Seen, name: string, { by = cast.maker, body = {} }: Asking = {}) =>
  await cast.app.request(`${pathOf(batch)}/${name}`, by.request(body));
const execute = (batch: Seen, by?: TestOperator) => verb(batch, 'execute', { by });
const retry = (batch: Seen, by?: TestOperator) => verb(batch, 'retry-failed', { by });
const approve = (batch: Pick<MadeBatch, 'batchId' | 'digest'>, by: TestOperator = cast.approver) =>
  verb(batch, 'approve', { by, body: { digest: batch.digest } });

/** Another person stands behind another try of what has failed. */
async function approveRetry(batch: Seen, by: TestOperator = cast.second): Promise<void> {
  const shown = await batchOf(await cast.app.request(pathOf(batch), cast.viewer.request()));
  expect((await approve(shown, by)).status).toBe(200);
}

/** A batch of two payouts by bank, approved. */
async function approvedBatch(by?: TestOperator): Promise<MadeBatch> {
  const { programId } = await payingProgram(cast);
  const batch = await makeBatch(cast, programId);
  const methods = batch.payouts.map(({ id: payoutId }) => ({ payoutId, method: 'ACH' }));
  const edit = cast.maker.request({ digest: batch.digest, methods }, { method: 'PATCH' });
  const { digest } = await batchOf(await cast.app.request(pathOf(batch), edit));
  const edited = { ...batch, digest };
  expect((await approve(edited, by)).status).toBe(200);
  return edited;
}

const executionsOf = async ({ batchId }: Seen) =>
  await cast.api.db
    .select()
    .from(intents)
    .where(sql`${intents.kind} = 'payout_batch' and ${intents.input} ->> 'batchId' = ${batchId}`)
    .orderBy(intents.id);

describe('execution', () => {
  test('begins once, under the key of the request, and every other one shows it as it is', async () => {
    const batch = await approvedBatch();
    const request = cast.maker.request({});
    const first = await cast.app.request(`${pathOf(batch)}/execute`, request);
    expect([first.status, first.headers.get('location')]).toEqual([202, pathOf(batch)]);
    const text = await first.text();
    const begun = batchSchema.parse(JSON.parse(text));
    expect(begun.status).toBe('PROCESSING');
    const again = await cast.app.request(`${pathOf(batch)}/execute`, request);
    expect([await again.text(), again.headers.get('idempotency-replayed')]).toEqual([text, 'true']);
    const others = await Promise.all([execute(batch), execute(batch, cast.both), execute(batch)]);
    for (const other of others) expect(await batchOf(other)).toEqual(begun);
    const [execution, ...more] = await executionsOf(batch);
    expect(more).toEqual([]);
    const key = new Headers(request.headers).get('idempotency-key');
    expect(execution).toMatchObject({ state: 'PENDING', idempotencyKey: key });
    expect(execution?.workflowId).toMatch(/^payout_batch\/pays-.*\//);
    expect(begun.executions).toEqual([
      {
        ...{ intentId: execution?.id, state: 'PENDING', parked: false },
        workflowId: execution?.workflowId,
        statusUrl: `/api/v2/intents/${execution?.id}`,
      },
    ]);
    const actions = (await auditOf(cast.api.db, `payout_batch:${batch.batchId}`)).map(
      ({ action }) => action,
    );
    expect(actions.filter((action) => action === 'payout_batch.execute')).toHaveLength(1);
  });

  test('needs the approvals as they are now', async () => {
    const { programId } = await payingProgram(cast);
    await problemOf(await execute(await makeBatch(cast, programId)), 'APPROVALS_MISSING');
    const leaving = await enterOperator(cast.api.db, {
      roles: [{ role: 'approver', programId: null }],
    });
    const batch = await approvedBatch(leaving);
    await cast.api.db
      .update(operators)
      .set({ disabledAt: new Date() })
      .where(eq(operators.id, leaving.id));
    await problemOf(await execute(batch), 'APPROVALS_MISSING');
    expect(await executionsOf(batch)).toEqual([]);
  });

  test('is not for a batch that is called off, nor for those without the right, nor for other tenants', async () => {
    const batch = await approvedBatch();
    await problemOf(await execute(batch, cast.viewer), 'FORBIDDEN');
    await problemOf(await execute(batch, cast.approver), 'FORBIDDEN');
    await problemOf(
      await otherTenant(cast.app).request(`${pathOf(batch)}/execute`, cast.stranger.request({})),
      'NOT_FOUND',
    );
    expect((await verb(batch, 'cancel')).status).toBe(200);
    await problemOf(await execute(batch), 'BATCH_STATE');
    await problemOf(await retry(batch), 'BATCH_STATE');
    await problemOf(await execute({ batchId: crypto.randomUUID() }), 'NOT_FOUND');
  });

  test('on chain only from a treasury that the platform sends from', async () => {
    const { programId } = await payingProgram(cast);
    const batch = await makeBatch(cast, programId);
    const paidAt = async (treasuryAddress: string) =>
      await cast.api.db.update(programs).set({ treasuryAddress }).where(eq(programs.id, programId));
    await paidAt(`0x${'06'.repeat(20)}`);
    const early = await problemOf(await approve(batch), 'PAYOUT_METHOD_UNAVAILABLE');
    expect(early.detail).toContain('ONCHAIN_USDC');
    const body = cast.maker.request({ programId, period: '2026-11' });
    const preview = await cast.app.request('/api/v2/payouts/preview', body);
    expect(await preview.json()).toMatchObject({ payoutCount: 0, unavailable: null });
    await paidAt(testTreasury);
    expect((await approve(batch)).status).toBe(200);
    await paidAt(`0x${'06'.repeat(20)}`);
    await problemOf(await execute(batch), 'PAYOUT_METHOD_UNAVAILABLE');
    await paidAt(testTreasury);
    expect((await execute(batch)).status).toBe(202);
    await failPayouts(cast.api.db, batch.batchId);
    await paidAt(`0x${'06'.repeat(20)}`);
    await problemOf(await retry(batch), 'PAYOUT_METHOD_UNAVAILABLE');
    expect(await executionsOf(batch)).toHaveLength(1);
  });
});

describe('another try of what failed', () => {
  test('may be asked for with the key of the execution: each operation has keys of its own', async () => {
    const batch = await approvedBatch();
    const key = crypto.randomUUID();
    const ask = async (name: string) =>
      await cast.app.request(`${pathOf(batch)}/${name}`, cast.maker.request({}, { key }));
    expect((await ask('execute')).status).toBe(202);
    await failPayouts(cast.api.db, batch.batchId);
    await approveRetry(batch);
    expect((await ask('retry-failed')).status).toBe(202);
    const executions = await executionsOf(batch);
    expect(executions.map(({ idempotencyKey }) => idempotencyKey)).toEqual([key, key]);
  });

  test('begins once: new payouts with the same commissions, a new execution, the batch under way again', async () => {
    const batch = await approvedBatch();
    await problemOf(await retry(batch), 'BATCH_STATE');
    await execute(batch);
    expect(await batchOf(await retry(batch))).toMatchObject({ status: 'PROCESSING' });
    expect(await executionsOf(batch)).toHaveLength(1);
    await failPayouts(cast.api.db, batch.batchId);
    await approveRetry(batch);
    const answers = await Promise.all([retry(batch), retry(batch, cast.both), retry(batch)]);
    for (const answer of answers) {
      expect(answer.status).toBe(202);
      expect(await batchOf(answer)).toMatchObject({ status: 'PROCESSING', finishedAt: null });
    }
    const [first, second, ...more] = await executionsOf(batch);
    expect(more).toEqual([]);
    expect(first?.workflowId).not.toBe(second?.workflowId);
    const all = await cast.api.db.select().from(payouts).where(eq(payouts.batchId, batch.batchId));
    const again = all.filter(({ retriesId }) => retriesId !== null);
    expect(again.map(({ retriesId }) => retriesId).sort()).toEqual(
      batch.payouts.map(({ id }) => id).sort(),
    );
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set(['PLANNED']));
    expect(await batchOf(await execute(batch))).toMatchObject({
      totalAmount: batch.totalAmount,
      status: 'PROCESSING',
    });
  });

  test('leaves out what is not free any more, and refuses when nothing is', async () => {
    const { db } = cast.api;
    const batch = await approvedBatch();
    await execute(batch);
    await failPayouts(cast.api.db, batch.batchId);
    await approveRetry(batch);
    const reverse = async (payoutId: string) => {
      const items = await db.select().from(payoutItems).where(eq(payoutItems.payoutId, payoutId));
      for (const { commissionId } of items)
        await db
          .update(commissions)
          .set({ status: 'REVERSED' })
          .where(eq(commissions.id, commissionId));
    };
    const [first, second] = batch.payouts;
    await reverse(first?.id ?? '');
    expect((await retry(batch)).status).toBe(202);
    const tried = await db
      .select()
      .from(payouts)
      .where(sql`${payouts.batchId} = ${batch.batchId} and ${payouts.retriesId} is not null`);
    expect(tried.map(({ retriesId }) => retriesId)).toEqual([second?.id]);
    await failPayouts(cast.api.db, batch.batchId);
    await reverse(second?.id ?? '');
    await problemOf(await retry(batch), 'NO_PAYABLE_COMMISSIONS');
    expect(
      (await batchOf(await cast.app.request(pathOf(batch), cast.viewer.request()))).status,
    ).toBe('PARTIALLY_FAILED');
  });
});
