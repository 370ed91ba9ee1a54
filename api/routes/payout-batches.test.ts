/**
 * Goal: a batch pays each affiliate exactly what is payable to it, once; what is left out is told and kept; its digest is
 * that of its rows. Method: the app over PGlite, commissions earned by payments settled in the books.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { readBatch } from '../../db/queries/canonical-batch.ts';
import { programs } from '../../db/schema/programs.ts';
import { batchDigest } from '../../domain/canonical-batch.ts';
import { newId } from '../../domain/ids.ts';
import { auditOf } from '../../tests/harness/actors/operators.ts';
import { payByHand } from '../../tests/harness/actors/pay-by-hand.ts';
import {
  dollars,
  makeBatch,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
} from '../../tests/harness/actors/payout-cast.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { bringOneEach } from '../../tests/harness/samples/commission-tree.ts';
import { earnPayable } from '../../tests/harness/samples/payable-rows.ts';
import { reversePayment, settlePayment } from '../../tests/harness/samples/settled-payments.ts';
import type { App } from '../app-parts.ts';
import { checksummed } from '../schemas/wallet.ts';

const { problemOf } = createProblemJudge();
const createPath = '/api/v2/payouts/batch/create';
const period = '2026-10';
const october = new Date('2026-09-15T00:00:00Z');

let cast: PayoutCast;
let app: App;
beforeAll(async () => {
  cast = await openPayoutCast();
  ({ app } = cast);
});
afterAll(() => cast[Symbol.asyncDispose]());

const preview = async (body: object) =>
  await app.request('/api/v2/payouts/preview', cast.viewer.request(body));
const create = async (body: object, path = createPath) =>
  await app.request(path, cast.maker.request(body));

async function held(programId: string) {
  return await queryRows(
    cast.api.db,
    sql`select c.id, count(i.commission_id) filter (where i.live)::int as live from commissions c
      left join payout_items i on i.commission_id = c.id where c.program_id = ${programId}::uuid group by c.id order by c.id`,
    z.object({ id: z.string(), live: z.number() }),
  );
}

describe('a batch', () => {
  test('pays each affiliate its sum in each asset, and previews it before', async () => {
    const payments = [{}, { fee: 50_000_019n }, { fee: 200_000_000n, asset: 'USDT' }];
    const { programId, earners } = await payingProgram(cast, { payments });
    const planned = earners
      .flatMap(({ affiliateId, wallet }) => [
        {
          affiliateId,
          wallet,
          commissions: 2,
          amount: dollars(15_000_001n),
          method: 'ONCHAIN_USDC',
        },
        {
          ...{ affiliateId, wallet, commissions: 1, amount: dollars(20_000_000n, 'USDT') },
          method: 'ONCHAIN_USDT',
        },
      ])
      .map((payout) => ({ ...payout, wallet: checksummed(payout.wallet) }));
    const sums = {
      ...{ programId, period, affiliateCount: 2, payoutCount: 4 },
      totalAmount: [dollars(30_000_002n), dollars(40_000_000n, 'USDT')],
      minAmount: { amount: '10000000', asset: 'USD', decimals: 6 },
    };
    const answer = await (await preview({ programId, period })).json();
    expect(answer).toMatchObject({ ...sums, existingBatchId: null, leftOut: [], leftOutCount: 0 });
    expect(answer).toMatchObject({ payouts: expect.arrayContaining(planned) });
    expect((await held(programId)).map(({ live }) => live)).toEqual([0, 0, 0, 0, 0, 0]);

    const batch = await makeBatch(cast, programId);
    expect(batch).toMatchObject({
      ...{ ...sums, status: 'PENDING', version: 1, createdBy: cast.maker.id, nextCursor: null },
      ...{ makers: [cast.maker.id], approvals: [], approvalsNeeded: 1 },
      ...{ paidAmount: [dollars(0n), dollars(0n, 'USDT')], secondsToApproval: null },
    });
    expect(batch.payouts).toHaveLength(4);
    expect(batch.payouts).toMatchObject(
      expect.arrayContaining(
        planned.map((one) =>
          expect.objectContaining({ ...one, status: 'PLANNED', intentId: null }),
        ),
      ),
    );
    expect((await held(programId)).map(({ live }) => live)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(batchDigest(await readBatch(cast.api.db, batch.batchId))).toBe(batch.digest);
    const [made] = await auditOf(cast.api.db, `payout_batch:${batch.batchId}`);
    expect(made).toMatchObject({
      ...{ action: 'payout_batch.create', actor: `operator:${cast.maker.id}`, programId },
      after: { period, digest: batch.digest, payouts: 4 },
    });
  });

  test('is one for a period, and nothing is in two', async () => {
    const { programId, earners } = await payingProgram(cast);
    const { batchId } = await makeBatch(cast, programId);
    for (const path of [createPath, '/api/v2/payouts/batch']) {
      const problem = await problemOf(await create({ programId, period }, path), 'BATCH_EXISTS');
      expect(problem).toMatchObject({ batchId });
    }
    expect(await (await preview({ programId, period })).json()).toMatchObject({
      ...{ existingBatchId: batchId, payouts: [] },
    });
    const other = { programId, period: '2026-09' };
    for (const path of [createPath, '/api/v2/payouts/batch'])
      await problemOf(await create(other, path), 'NO_PAYABLE_COMMISSIONS');
    await earnPayable(cast.api.db, earners.slice(0, 1));
    const answer = await create(other, '/api/v2/payouts/batch');
    expect(await answer.json()).toMatchObject({ period: '2026-09', affiliateCount: 1 });
    expect(answer.headers.get('location')).toMatch(/^\/api\/v2\/payouts\/batch\/[0-9a-f-]{36}$/);
    expect((await held(programId)).map(({ live }) => live)).toEqual([1, 1, 1]);
  });

  test('leaves out who has less than the minimum, of which the larger counts', async () => {
    const { programId, earners } = await payingProgram(cast, { payments: [{ fee: 99_000_000n }] });
    const [less, more] = earners;
    await earnPayable(cast.api.db, more === undefined ? [] : [more]);
    await problemOf(
      await create({ programId, period, minAmount: '30000000' }),
      'NO_PAYABLE_COMMISSIONS',
    );
    // Below the program's own, which counts.
    const wanted = { programId, period, minAmount: '1' };
    expect(await (await preview(wanted)).json()).toMatchObject({
      payouts: [{ affiliateId: more?.affiliateId, amount: dollars(19_900_000n) }],
      leftOutCount: 1,
      leftOut: [
        {
          ...{ affiliateId: less?.affiliateId, reason: 'BELOW_MINIMUM' },
          amount: dollars(9_900_000n),
        },
      ],
    });
    const batch = await makeBatch(cast, programId, { minAmount: '1' });
    expect(batch).toMatchObject({ affiliateCount: 1, minAmount: { amount: '10000000' } });
    expect((await held(programId)).map(({ live }) => live).sort()).toEqual([0, 1, 1]);
  });

  test('has what became payable before the end of its month, in UTC', async () => {
    const { programId } = await payingProgram(cast, {
      affiliates: 1,
      payments: [{ at: october }, { at: new Date('2026-10-02T00:00:00Z') }],
    });
    await problemOf(await create({ programId, period: '2026-09' }), 'NO_PAYABLE_COMMISSIONS');
    expect(await makeBatch(cast, programId)).toMatchObject({ totalAmount: [dollars(10_000_000n)] });
    const present = { programId, period: new Date().toISOString().slice(0, 7) };
    expect(await (await preview(present)).json()).toMatchObject({ payoutCount: 1 });
  });

  test('is told beforehand that the platform does not send from where the program is paid', async () => {
    const { programId } = await payingProgram(cast, { affiliates: 1 });
    const body = { programId, period: '2026-10' };
    expect(await (await preview(body)).json()).toMatchObject({ unavailable: null });
    await cast.api.db
      .update(programs)
      .set({ treasuryAddress: `0x${'06'.repeat(20)}` })
      .where(eq(programs.id, programId));
    expect(await (await preview(body)).json()).toMatchObject({
      unavailable: expect.stringContaining('Edit the batch to another method'),
    });
  });

  test('has what is due though no schedule has released it yet', async () => {
    const { programId, earners } = await payingProgram(cast, { affiliates: 1, payments: [] });
    const payUnreleased = async () => {
      const [wallet = ''] = await bringOneEach(cast.api.db, earners);
      const at = new Date('1999-01-01T00:00:00Z');
      await settlePayment(cast.api.db, { programId, wallet, fee: 100_000_000n, at });
    };
    await payUnreleased();
    const body = { programId, period: '2026-10' };
    expect(await (await preview(body)).json()).toMatchObject({ payoutCount: 1 });
    await payUnreleased();
    expect(await makeBatch(cast, programId)).toMatchObject({
      totalAmount: [dollars(20_000_000n)],
    });
  });

  test('carries what was taken back, whenever that was', async () => {
    const { programId, earners } = await payingProgram(cast, { affiliates: 2, payments: [] });
    const [first, second] = earners;
    if (first === undefined || second === undefined) throw new Error('Expected affiliates');
    const [gone = ''] = await earnPayable(cast.api.db, [first, second]);
    const batch = await makeBatch(cast, programId);
    const payout = batch.payouts.find(({ affiliateId }) => affiliateId === first.affiliateId);
    const path = `/api/v2/payouts/batch/${batch.batchId}`;
    const methods = [{ payoutId: payout?.id, method: 'ACH' }];
    const edit = { digest: batch.digest, methods };
    const edited = await app.request(path, cast.maker.request(edit, { method: 'PATCH' }));
    const { digest } = z.object({ digest: z.string() }).parse(await edited.json());
    await app.request(`${path}/approve`, cast.approver.request({ digest }));
    await payByHand(cast.api.db, { batchId: batch.batchId, payoutId: payout?.id ?? '' });
    await reversePayment(cast.api.db, gone);
    await earnPayable(cast.api.db, [first, second], [{ fee: 60_000_000n }, { fee: 70_000_000n }]);
    const next = { programId, period: '2020-01', minAmount: '1' };
    expect(await (await preview(next)).json()).toMatchObject({
      payouts: [{ affiliateId: second.affiliateId, amount: dollars(13_000_000n) }],
      leftOut: [{ affiliateId: first.affiliateId, amount: dollars(3_000_000n), commissions: 3 }],
    });
    await earnPayable(cast.api.db, [first], [{ fee: 80_000_000n }]);
    const carried = await makeBatch(cast, programId, { period: '2020-01' });
    expect(carried.payouts).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ affiliateId: first.affiliateId, amount: dollars(11_000_000n) }),
      ]),
    );
    expect(batchDigest(await readBatch(cast.api.db, carried.batchId))).toBe(carried.digest);
  });

  test('is refused for what is no month, or has not begun', async () => {
    const { programId } = await payingProgram(cast);
    const wrong = [
      ...['2026-13', '2026', '1999-12', 'x', '2099-01'].map((other) => ({
        programId,
        period: other,
      })),
      ...['-1', '1.5', 7, 'x'].map((minAmount) => ({ programId, period, minAmount })),
    ];
    for (const body of wrong) {
      await problemOf(await create(body), 'VALIDATION_FAILED');
      await problemOf(await preview(body), 'VALIDATION_FAILED');
    }
    const future = await problemOf(
      await create({ programId, period: '2099-01' }),
      'VALIDATION_FAILED',
    );
    expect(future.errors).toMatchObject([{ field: '/period' }]);
  });

  test('is the same for the same key, and its maker has the right', async () => {
    const { programId } = await payingProgram(cast);
    const body = { programId, period };
    await problemOf(await app.request(createPath, cast.viewer.request(body)), 'FORBIDDEN');
    await problemOf(await app.request(createPath, cast.approver.request(body)), 'FORBIDDEN');
    const ask = () => app.request(createPath, cast.maker.request(body, { key: `k-${programId}` }));
    const [first, again] = [await ask(), await ask()];
    expect([first.status, await again.text()]).toEqual([201, await first.text()]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('is of nobody of another program', async () => {
    const { programId } = await payingProgram(cast);
    const { batchId, digest } = await makeBatch(cast, programId);
    const { stranger } = cast;
    const theirs = otherTenant(app);
    const body = { programId, period: '2026-09' };
    const batch = `/api/v2/payouts/batch/${batchId}`;
    const asked: readonly (readonly [string, RequestInit])[] = [
      [createPath, stranger.request(body)],
      ['/api/v2/payouts/batch', stranger.request(body)],
      ['/api/v2/payouts/preview', stranger.request(body)],
      [batch, stranger.request()],
      [`${batch}/export`, stranger.request()],
      [batch, stranger.request({ digest }, { method: 'PATCH' })],
      [`${batch}/approve`, stranger.request({ digest })],
      [`${batch}/cancel`, stranger.request({})],
      [
        `${batch}/results`,
        stranger.request({
          rows: [{ payoutId: 'x', outcome: 'PAID', amount: '1', asset: 'USDC' }],
        }),
      ],
      [`/api/v2/payouts/batches?programId=${programId}`, stranger.request()],
      [`/api/v2/payouts/batch?programId=${programId}`, stranger.request()],
      [`/api/v2/payouts/summary?programId=${programId}`, stranger.request()],
    ];
    for (const [path, request] of asked)
      await problemOf(await theirs.request(path, request), 'NOT_FOUND');
    for (const list of ['batches', 'batch'])
      expect(
        await (await theirs.request(`/api/v2/payouts/${list}`, stranger.request())).json(),
      ).toEqual({ batches: [], nextCursor: null });
  });
});

describe('batches', () => {
  const batchList = z.object({
    batches: z.array(z.looseObject({ batchId: z.string() })),
    nextCursor: z.string().nullable(),
  });
  const list = async (query: string, name = 'batches') => {
    const response = await app.request(`/api/v2/payouts/${name}?${query}`, cast.viewer.request());
    return batchList.parse(await response.json());
  };

  test('are listed newest first, by status and period, a page at a time', async () => {
    const { programId, earners } = await payingProgram(cast, { affiliates: 1 });
    const older = await makeBatch(cast, programId);
    await earnPayable(cast.api.db, earners);
    const newer = await makeBatch(cast, programId, { period: '2026-09' });
    const of = `programId=${programId}`;
    const first = await list(`${of}&limit=1`);
    const second = await list(`${of}&limit=1&cursor=${first.nextCursor}`, 'batch');
    expect([first.batches, second.batches, second.nextCursor]).toMatchObject([
      [{ batchId: newer.batchId, period: '2026-09', totalAmount: [dollars(10_000_000n)] }],
      [{ batchId: older.batchId, affiliateCount: 1 }],
      null,
    ]);
    expect((await list(`${of}&period=2026-09`)).batches).toHaveLength(1);
    expect((await list(`${of}&status=CANCELLED`)).batches).toEqual([]);
    expect((await list('status=PENDING')).batches.length).toBeGreaterThan(1);
    for (const query of ['status=LOST', 'period=x', 'limit=0']) {
      const path = `/api/v2/payouts/batches?${query}`;
      await problemOf(await app.request(path, cast.viewer.request()), 'VALIDATION_FAILED');
    }
  });

  test('show their payouts a page at a time', async () => {
    const { programId } = await payingProgram(cast, { affiliates: 3 });
    const { batchId, payouts } = await makeBatch(cast, programId);
    const path = `/api/v2/payouts/batch/${batchId}`;
    const page = async (query: string) =>
      z
        .looseObject({
          payouts: z.array(z.object({ id: z.string() })),
          nextCursor: z.string().nullable(),
        })
        .parse(await (await app.request(`${path}?${query}`, cast.viewer.request())).json());
    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.payouts, ...second.payouts].map(({ id }) => id)).toEqual(
      payouts.map(({ id }) => id),
    );
    expect([first.nextCursor, second.nextCursor]).toEqual([payouts[1]?.id, null]);
    for (const id of ['x', 'create', newId()])
      await problemOf(
        await app.request(`/api/v2/payouts/batch/${id}`, cast.viewer.request()),
        'NOT_FOUND',
      );
    await problemOf(
      await app.request(`${path}?limit=1001`, cast.viewer.request()),
      'VALIDATION_FAILED',
    );
    await problemOf(await app.request(path), 'UNAUTHENTICATED');
  });
});
