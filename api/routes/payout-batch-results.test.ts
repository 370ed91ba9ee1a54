/**
 * Goal: what people carry out leaves as a file whose totals are those of its lines, and what a bank says of it is taken
 * once and for exactly what was asked; affiliates see their payouts, operators what they come to. Method: the app over
 * PGlite, payouts begun as a run begins them.
 */
import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { affiliateOfWallet } from '../../db/queries/affiliate-of-wallet.ts';
import { findings } from '../../db/schema/findings.ts';
import { payoutBatches, payoutResults, payouts } from '../../db/schema/payouts.ts';
import { affiliates } from '../../db/schema/people.ts';
import { newId, sha256Hex } from '../../domain/ids.ts';
import { auditOf } from '../../tests/harness/actors/operators.ts';
import {
  beginPayouts,
  dollars,
  type MadeBatch,
  makeBatch,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
} from '../../tests/harness/actors/payout-cast.ts';
import { newWallet, signIn } from '../../tests/harness/actors/sign-in.ts';
import { joinAffiliates } from '../../tests/harness/actors/signed-terms.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { earnPayable } from '../../tests/harness/samples/payable-rows.ts';
import type { App } from '../app-parts.ts';

const { problemOf } = createProblemJudge();
const digestOf = z.looseObject({ digest: z.string() });

let cast: PayoutCast;
let app: App;
/** Two payouts by ACH, one by wire, one on chain, all of them begun. */
let batch: MadeBatch;
beforeAll(async () => {
  cast = await openPayoutCast();
  ({ app } = cast);
});
beforeEach(async () => {
  const { programId, earners } = await payingProgram(cast, { affiliates: 4 });
  const [liar] = earners;
  await cast.api.asOwner(async () => {
    await cast.api.db
      .update(affiliates)
      .set({ displayName: '=HYPERLINK("https://evil.example")', email: 'a,b@example.com' })
      .where(eq(affiliates.id, liar?.affiliateId ?? ''));
  });
  batch = await makeBatch(cast, programId);
  const methods = ['ACH', 'ACH', 'WIRE'].map((method, at) => ({
    payoutId: payoutAt(at),
    method,
  }));
  const body = { digest: batch.digest, methods };
  const edited = await app.request(path(), cast.maker.request(body, { method: 'PATCH' }));
  const { digest } = digestOf.parse(await edited.json());
  expect((await app.request(path('approve'), cast.approver.request({ digest }))).status).toBe(200);
});
afterAll(() => cast[Symbol.asyncDispose]());

const path = (verb?: string) =>
  ['/api/v2/payouts/batch', batch.batchId, ...(verb === undefined ? [] : [verb])].join('/');
const payoutAt = (at: number) => batch.payouts[at]?.id ?? '';
const begin = async (how?: { readonly held: boolean }) =>
  await beginPayouts(cast.api.db, batch.batchId, how);

describe('the file', () => {
  const fetched = async (query = '') => {
    const response = await app.request(`${path('export')}${query}`, cast.maker.request());
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await response.text();
    const [header = '', ...lines] = text.split('\r\n').slice(0, -1);
    return { text, header, lines };
  };
  const controls = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith('CONTROL_')).map((line) => line.replace(/,+$/, ''));

  test('has nothing in it before the batch is executed', async () => {
    const { lines } = await fetched();
    expect(controls(lines)).toMatchObject(
      ['CONTROL_COUNT,0', /^CONTROL_SHA256,/].map((one) =>
        typeof one === 'string' ? one : expect.stringMatching(one),
      ),
    );
    expect(lines).toHaveLength(2);
  });

  test('has a line for each payout that people carry out, with totals of just these', async () => {
    await begin();
    const { text, header, lines } = await fetched();
    expect(header).toBe(
      'payout_id,method,status,affiliate_id,wallet,display_name,email,asset,amount,amount_minor,bank_reference',
    );
    expect(lines.slice(0, 3).map((line) => line.split(',').slice(0, 3))).toEqual([
      [payoutAt(0), 'ACH', 'PROCESSING'],
      [payoutAt(1), 'ACH', 'PROCESSING'],
      [payoutAt(2), 'WIRE', 'PROCESSING'],
    ]);
    expect(text).toContain(
      `,"'=HYPERLINK(""https://evil.example"")","a,b@example.com",USDC,10,10000000,`,
    );
    const above = text.slice(0, text.indexOf('CONTROL_'));
    expect(controls(lines)).toEqual([
      ...['CONTROL_COUNT,3', 'CONTROL_SUM,,,,,,,USDC,30,30000000'],
      `CONTROL_SHA256,${sha256Hex(above)}`,
    ]);
    expect(controls((await fetched('?method=WIRE')).lines)[0]).toBe('CONTROL_COUNT,1');
    expect(controls((await fetched('?status=PAID')).lines)[0]).toBe('CONTROL_COUNT,0');
  });

  test('is for operators, by what there is', async () => {
    await problemOf(await app.request(path('export'), cast.viewer.request()), 'FORBIDDEN');
    for (const query of ['?method=ONCHAIN_USDC', '?method=x', '?status=PLANNED']) {
      const wrong = await app.request(`${path('export')}${query}`, cast.maker.request());
      await problemOf(wrong, 'VALIDATION_FAILED');
    }
    const theirs = await otherTenant(app).request(path('export'), cast.stranger.request());
    await problemOf(theirs, 'NOT_FOUND');
  });
});

describe("a bank's results", () => {
  const row = (at: number, more: object = {}) => ({
    ...{ payoutId: payoutAt(at), outcome: 'PAID', amount: '10000000', asset: 'USDC', ...more },
  });
  const answer = z.object({
    batchId: z.string(),
    rows: z.array(z.object({ payoutId: z.string(), result: z.string() })),
    counts: z.record(z.string(), z.number()),
  });
  const send = async (rows: readonly object[], by = cast.maker) =>
    await app.request(path('results'), by.request({ rows }));
  const bring = async (rows: readonly object[]) => answer.parse(await (await send(rows)).json());
  const resultsOf = ({ rows }: z.infer<typeof answer>) => rows.map(({ result }) => result);
  const kept = async () =>
    await cast.api.db
      .select()
      .from(payoutResults)
      .where(eq(payoutResults.batchId, batch.batchId))
      .orderBy(payoutResults.id);

  test('are matched by id, amount and asset, and the rest is reported', async () => {
    await begin();
    const rows = [
      row(0, { payoutId: payoutAt(0).toUpperCase(), bankReference: 'B-1' }),
      row(1, { outcome: 'FAILED', detail: 'No such account' }),
      row(2, { amount: '10000001' }),
      row(2, { asset: 'USDT' }),
      row(3),
      row(0, { payoutId: newId() }),
      row(0, { payoutId: 'x' }),
      row(0),
      row(0, { outcome: 'FAILED' }),
    ];
    const brought = await bring(rows);
    expect(resultsOf(brought)).toEqual([
      ...['matched', 'matched', 'amount_differs', 'amount_differs', 'not_manual'],
      ...['unknown_payout', 'unknown_payout', 'already', 'conflict'],
    ]);
    expect(brought).toMatchObject({
      batchId: batch.batchId,
      counts: {
        ...{ matched: 2, already: 1, conflict: 1, unknown_payout: 2, amount_differs: 2 },
        ...{ not_manual: 1, not_awaited: 0 },
      },
    });
    expect(await kept()).toMatchObject([
      { payoutId: payoutAt(0), outcome: 'PAID', bankReference: 'B-1', operatorId: cast.maker.id },
      { payoutId: payoutAt(1), outcome: 'FAILED', detail: 'No such account', appliedAt: null },
      { payoutId: payoutAt(0), outcome: 'FAILED', contradicts: true, appliedAt: null },
    ]);
    const statuses = await cast.api.db
      .select({ status: payouts.status })
      .from(payouts)
      .where(eq(payouts.batchId, batch.batchId));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set(['PROCESSING']));
    const [last] = (await auditOf(cast.api.db, `payout_batch:${batch.batchId}`)).reverse();
    expect(last).toMatchObject({ action: 'payout_batch.results', programId: batch.programId });
  });

  test('are brought again harmlessly, and decide after a bank did not know', async () => {
    await begin();
    const unknown = [row(0, { outcome: 'UNKNOWN' })];
    expect(resultsOf(await bring(unknown))).toEqual(['matched']);
    expect(resultsOf(await bring(unknown))).toEqual(['already']);
    const paid = [row(0), row(1)];
    expect(resultsOf(await bring(paid))).toEqual(['matched', 'matched']);
    const audited = (await auditOf(cast.api.db, `payout_batch:${batch.batchId}`)).length;
    expect(resultsOf(await bring(paid))).toEqual(['already', 'already']);
    expect(resultsOf(await bring([row(1, { outcome: 'FAILED' })]))).toEqual(['conflict']);
    expect(resultsOf(await bring(unknown))).toEqual(['conflict']);
    const brought = async () =>
      (await kept()).map(({ outcome, contradicts }) => [outcome, contradicts]);
    const all = [
      ...[
        ['UNKNOWN', false],
        ['PAID', false],
        ['PAID', false],
      ],
      ...[
        ['FAILED', true],
        ['UNKNOWN', true],
      ],
    ];
    expect(await brought()).toEqual(all);
    expect(await auditOf(cast.api.db, `payout_batch:${batch.batchId}`)).toHaveLength(audited + 2);
    expect(resultsOf(await bring(unknown))).toEqual(['conflict']);
    expect(await brought()).toEqual(all);
    const open = await cast.api.db.select().from(findings).where(isNull(findings.closedAt));
    const about = open.filter(({ code }) => code === 'BANK_RESULT_CONTRADICTED');
    expect(new Set(about.map(({ subject }) => subject))).toContain(`payout:${payoutAt(1)}`);
  });

  test('of what is not executed, or not held, are not taken, nor is it in the file', async () => {
    expect(resultsOf(await bring([row(0)]))).toEqual(['not_awaited']);
    await begin({ held: false });
    expect(resultsOf(await bring([row(0)]))).toEqual(['not_awaited']);
    expect(await kept()).toEqual([]);
    const file = await app.request(path('export'), cast.maker.request());
    expect(await file.text()).toContain('CONTROL_COUNT,0');
    const wrong = [
      [],
      Array.from({ length: 1001 }, () => row(0)),
      [row(0, { outcome: 'LOST' })],
      [row(0, { amount: '1.5' })],
      [row(0, { amount: 1 })],
      [row(0, { detail: 'a\0b' })],
      [row(0, { more: 1 })],
    ];
    for (const rows of wrong) await problemOf(await send(rows), 'VALIDATION_FAILED');
    await problemOf(await send([row(0)], cast.approver), 'FORBIDDEN');
  });
});

describe('payouts', () => {
  test('are shown to whoever they are for, once they have begun with what carries them out', async () => {
    const account = newWallet();
    await joinAffiliates(app, account);
    const { bearer } = await signIn(app, account);
    const { api } = cast;
    const wallet = account.address.toLowerCase();
    const affiliate = await affiliateOfWallet(api.db, api.programId, wallet);
    const affiliateId = affiliate?.id ?? '';
    const earner = { programId: api.programId, affiliateId, wallet };
    await earnPayable(api.db, [earner]);
    const own = await makeBatch(cast, api.programId, { period: '2026-08' });
    await earnPayable(api.db, [earner]);
    const off = await makeBatch(cast, api.programId, { period: '2026-09' });
    await app.request(`/api/v2/payouts/batch/${off.batchId}/cancel`, cast.maker.request({}));
    const mine = async (query = '') =>
      await (await app.request(`/api/v2/payouts/me${query}`, { headers: bearer })).json();
    const payout = {
      ...{ batchId: own.batchId, period: '2026-08', affiliateId, wallet: account.address },
      ...{ amount: dollars(10_000_000n), commissions: 1, method: 'ONCHAIN_USDC' },
    };
    expect(await mine()).toMatchObject({
      ...{ payouts: [{ ...payout, status: 'PLANNED', intentId: null, statusUrl: null }] },
      nextCursor: null,
    });
    await app.request(
      `/api/v2/payouts/batch/${own.batchId}/approve`,
      cast.approver.request({ digest: own.digest }),
    );
    await beginPayouts(api.db, own.batchId);
    const [row] = await api.db.select().from(payouts).where(eq(payouts.batchId, own.batchId));
    const statusUrl = `/api/v2/intents/${row?.intentId}`;
    expect(await mine('?limit=1')).toMatchObject({
      payouts: [{ ...payout, status: 'PROCESSING', intentId: row?.intentId, statusUrl }],
    });
    await problemOf(await app.request('/api/v2/payouts/me'), 'UNAUTHENTICATED');
    const asked = `/api/v2/payouts/me?wallet=${account.address}`;
    expect(await (await app.request(asked, cast.viewer.request())).json()).toMatchObject({
      payouts: [{ batchId: own.batchId }],
    });
    await problemOf(await otherTenant(app).request(asked, cast.stranger.request()), 'NOT_FOUND');
    const other = await signIn(app, newWallet());
    const theirs = await app.request('/api/v2/payouts/me', { headers: other.bearer });
    await problemOf(theirs, 'NOT_FOUND');
  });

  test('are summed up by status and asset, with how long batches take', async () => {
    const { db } = cast.api;
    await begin();
    const { programId } = batch;
    const summary = async () =>
      await (
        await app.request(`/api/v2/payouts/summary?programId=${programId}`, cast.viewer.request())
      ).json();
    expect(await summary()).toMatchObject({
      programId,
      payouts: [{ status: 'PROCESSING', amount: dollars(40_000_000n), payouts: 4 }],
      batches: [{ status: 'PROCESSING', batches: 1 }],
      averageSecondsToSettlement: null,
    });
    const [row] = await db.select().from(payoutBatches).where(eq(payoutBatches.id, batch.batchId));
    const secondsOn = (seconds: number) =>
      new Date((row?.createdAt.getTime() ?? 0) + seconds * 1000);
    await db
      .update(payoutBatches)
      .set({ approvedAt: secondsOn(60), finishedAt: secondsOn(3600) })
      .where(eq(payoutBatches.id, batch.batchId));
    const times = { averageSecondsToApproval: 60, averageSecondsToSettlement: 3600 };
    expect(await summary()).toMatchObject(times);
    expect(await (await app.request(path(), cast.viewer.request())).json()).toMatchObject({
      ...{ secondsToApproval: 60, secondsToSettlement: 3600 },
    });
  });
});
