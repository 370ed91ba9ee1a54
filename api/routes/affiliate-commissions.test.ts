/**
 * Goal: an affiliate sees what it earned and how that came to be, to the unit, also after some of it was paid or taken
 * back; a split that is not what its inputs come to is not explained away; other rules are tried on the past and
 * nothing is written. Method: the app over PGlite with a line of affiliates and payments settled in the books as the
 * activities do it.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { affiliateOfWallet } from '../../db/queries/affiliate-of-wallet.ts';
import { releaseCommissions } from '../../db/release-commissions.ts';
import { enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import { payByHand } from '../../tests/harness/actors/pay-by-hand.ts';
import { newWallet, type SignedIn, signIn } from '../../tests/harness/actors/sign-in.ts';
import { joinAffiliates } from '../../tests/harness/actors/signed-terms.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import { bring, runOf } from '../../tests/harness/samples/commission-tree.ts';
import { type Earner, planBatch } from '../../tests/harness/samples/payout-rows.ts';
import { reversePayment, settlePayment } from '../../tests/harness/samples/settled-payments.ts';
import { openTestApi, randomWallet, type TestApi } from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { checksummed } from '../schemas/wallet.ts';

const { problemOf } = createProblemJudge();
const fee = 100_000_019n;
const dayMs = 86_400_000;
const listed = z.object({
  commissions: z.array(z.looseObject({ id: z.string(), kind: z.string().optional() })),
  nextCursor: z.string().nullable(),
});

let api: TestApi;
let app: App;
let operator: TestOperator;
let stranger: TestOperator;
/** Of the one above and the one below it. */
let [upper, lower]: SignedIn[] = [];
let earners: readonly Earner[] = [];
/** Who paid, and for what, the oldest first. */
const paid: { readonly intentId: string; readonly wallet: string }[] = [];

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  const otherId = await api.openProgram('other');
  operator = await enterOperator(api.db, { roles: [{ role: 'viewer', programId: api.programId }] });
  stranger = await enterOperator(api.db, { roles: [{ role: 'owner', programId: otherId }] });
  const accounts = [newWallet(), newWallet()];
  let parentCode: string | undefined;
  for (const account of accounts) {
    const under = parentCode === undefined ? {} : { parentCode };
    parentCode = (await joinAffiliates(app, account, under)).referralCode;
  }
  [upper, lower] = await Promise.all(accounts.map((account) => signIn(app, account)));
  earners = await Promise.all(accounts.map(({ address }) => earnerOf(address.toLowerCase())));
  for (const asset of ['USDC', 'USDC', 'USDT']) await pay(asset);
  await releaseCommissions(api.db, { until: new Date(Date.now() + 31 * dayMs).toISOString() });
});
afterAll(() => api[Symbol.asyncDispose]());

async function earnerOf(wallet: string): Promise<Earner> {
  const affiliate = await affiliateOfWallet(api.db, api.programId, wallet);
  return { programId: api.programId, affiliateId: affiliate?.id ?? '', wallet };
}

/** A payment of a wallet that the lower affiliate brought. */
async function pay(asset: string): Promise<void> {
  const { programId } = api;
  const wallet = randomWallet();
  await bring(api.db, wallet, { affiliate: earners[1], proven: true });
  paid.push({ intentId: await settlePayment(api.db, { programId, wallet, fee, asset }), wallet });
}

const as = (signedIn: SignedIn | undefined): RequestInit => ({ headers: signedIn?.bearer ?? {} });
const ask = async (path: string, init: RequestInit = {}, of: Pick<App, 'request'> = app) =>
  await of.request(`/api/v2/affiliates/${path}`, init);
const list = async (path: string, init: RequestInit) =>
  listed.parse(await (await ask(path, init)).json());
const dollars = (amount: bigint, asset = 'USDC') => ({
  ...{ amount: amount.toString(), asset, decimals: 6 },
});
/** The commission of a payment that an affiliate earned at a level. */
async function earnedAt(level: number, payment = 0): Promise<string> {
  const { earned } = await runOf(api.db, paid[payment]?.intentId ?? '');
  return earned.find((one) => one.level === level)?.id ?? '';
}

describe('commissions', () => {
  test('are listed newest first, by kind and status, a page at a time', async () => {
    const first = await list('commissions?limit=2', as(lower));
    const second = await list(`commissions?limit=2&cursor=${first.nextCursor}`, as(lower));
    expect(second.nextCursor).toBeNull();
    expect([...first.commissions, ...second.commissions]).toMatchObject(
      [...paid].reverse().map(({ intentId, wallet }, index) => ({
        ...{ kind: 'DIRECT', level: 1, status: 'PAYABLE', intentId, reversesId: null },
        fromUser: checksummed(wallet),
        amount: dollars(10_000_001n, index === 0 ? 'USDT' : 'USDC'),
      })),
    );
    const count = async (filter: string) =>
      (await list(`commissions?${filter}`, as(lower))).commissions.length;
    expect([await count('status=PAYABLE'), await count('kind=DIRECT')]).toEqual([3, 3]);
    expect([await count('status=ACCRUED'), await count('kind=OVERRIDE')]).toEqual([0, 0]);
    for (const filter of ['status=LOST', 'kind=x', 'limit=0'])
      await problemOf(await ask(`commissions?${filter}`, as(lower)), 'VALIDATION_FAILED');
  });

  test('of those who were brought by others say nothing of who paid', async () => {
    const { commissions } = await list('commissions', as(upper));
    expect(commissions).toMatchObject(paid.map(() => ({ kind: 'OVERRIDE', level: 2 })));
    for (const commission of commissions) expect(commission).not.toHaveProperty('fromUser');
  });

  test('are open under their old names where that is wanted, and otherwise to those who may', async () => {
    const path = `${lower?.wallet}/commissions?limit=1&status=PAYABLE`;
    const [newest] = [...paid].reverse();
    const old = {
      type: 'DIRECT',
      fromUser: checksummed(newest?.wallet ?? ''),
      ...{ amount: '10.000001', value: dollars(10_000_001n, 'USDT'), status: 'PAYABLE' },
    };
    expect(await list(path, {})).toMatchObject({ commissions: [old] });
    const closed = api.app({ compatPublicReads: false });
    await problemOf(await ask(path, {}, closed), 'UNAUTHENTICATED');
    await problemOf(await ask(path, as(upper), closed), 'NOT_FOUND');
    await problemOf(await ask(path, stranger.request(), otherTenant(closed)), 'NOT_FOUND');
    for (const reader of [as(lower), operator.request()])
      expect((await ask(path, reader, closed)).status).toBe(200);
    await problemOf(await ask(`${randomWallet()}/commissions`), 'NOT_FOUND');
  });

  test('are explained to whoever earned them and to operators, and to nobody else', async () => {
    const id = await earnedAt(2);
    const path = `commissions/${id}/explain`;
    const line = [earners[1], earners[0]].map((one) => ({
      ...{ affiliateId: one?.affiliateId, active: true },
    }));
    const explained = {
      ...{ id, ruleVersion: 'direct-override-1', kind: 'OVERRIDE', level: 2, matchesStored: true },
      inputs: {
        ...{ fee: dollars(fee), directBps: 1000, overrideBps: 500, maxDepth: 2, line },
        ...{ holdPeriodDays: 30, programVersion: 1, attribution: 'LOCKED' },
      },
      ...{ amount: dollars(5_000_000n), kept: dollars(85_000_018n), status: 'PAYABLE' },
      intentId: paid[0]?.intentId,
    };
    const response = await ask(path, as(upper));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const answer = z.looseObject({ steps: z.array(z.string()) }).parse(await response.json());
    expect(answer).toMatchObject(explained);
    expect(answer.steps.join(' ')).toContain(`${fee} * 500 / 10000, rounded down, is 5000000`);
    expect(await (await ask(path, operator.request())).json()).toMatchObject(explained);
    const direct = `commissions/${await earnedAt(1)}/explain`;
    expect(await (await ask(direct, as(lower))).json()).toMatchObject({
      inputs: { line: line.slice(0, 1) },
    });
    await problemOf(await ask(path, as(lower)), 'NOT_FOUND');
    await problemOf(await ask(path), 'UNAUTHENTICATED');
    await problemOf(await ask('commissions/x/explain', as(lower)), 'NOT_FOUND');
    await problemOf(await ask(path, stranger.request(), otherTenant(app)), 'NOT_FOUND');
    const theirs = `${path}?program=other`;
    await problemOf(await ask(theirs, stranger.request(), otherTenant(app)), 'NOT_FOUND');
  });
});

describe('the figures of an affiliate', () => {
  test('tell what payouts brought it from what was taken back', async () => {
    const [, earner] = earners;
    if (earner === undefined) throw new Error('Expected an affiliate');
    const amount = 10_000_001n;
    const planned = await planBatch(api.db, earner, { commissionId: await earnedAt(1), amount });
    await payByHand(api.db, planned);
    const stats = async () => await (await ask('stats', as(lower))).json();
    expect(await stats()).toMatchObject({
      ...{ pendingCommissions: '20.000002', paidCommissions: '10.000001' },
      paid: [dollars(amount)],
      commissions: {
        ...{ accrued: [], paid: [dollars(amount)], reversed: [] },
        payable: [dollars(amount), dollars(amount, 'USDT')],
      },
    });
    for (const { intentId } of paid.slice(0, 2)) await reversePayment(api.db, intentId);
    expect(await stats()).toMatchObject({
      ...{ pendingCommissions: '0', paidCommissions: '10.000001' },
      owed: [dollars(-amount), dollars(amount, 'USDT')],
      commissions: {
        paid: [dollars(amount)],
        payable: [dollars(-amount), dollars(amount, 'USDT')],
        reversed: [dollars(amount)],
      },
    });
    const [back] = (await list('commissions?status=PAYABLE', as(lower))).commissions;
    expect(back).toMatchObject({ amount: dollars(-amount), reversesId: await earnedAt(1) });
    const explained = await (await ask(`commissions/${back?.id}/explain`, as(lower))).json();
    expect(explained).toMatchObject({ amount: dollars(-amount), matchesStored: true });
  });
});

describe('other rules', () => {
  const rules = { directCommissionPct: 10, overrideCommissionPct: 5, maxAffiliateDepth: 2 };
  const from = new Date(Date.now() - dayMs).toISOString();
  const to = new Date(Date.now() + dayMs).toISOString();
  const path = '/api/v2/programs/default/rules/backtest';
  const backtest = async (body: unknown) => await app.request(path, operator.request(body));

  test('that are the ones in force pay what was paid', async () => {
    const answer = await (await backtest({ rules, from, to })).json();
    const same = (direct: bigint, asset: string) => ({
      ...{ accrued: dollars(direct, asset), wouldAccrue: dollars(direct, asset) },
    });
    expect(answer).toMatchObject({
      ...{ programId: api.programId, payments: 3, differences: [], differencesCount: 0 },
      totals: [
        { payments: 2, fees: dollars(2n * fee), ...same(30_000_002n, 'USDC') },
        { payments: 1, kept: dollars(85_000_018n, 'USDT'), ...same(15_000_001n, 'USDT') },
      ],
    });
  });

  test('say who would have got more and less, and write nothing', async () => {
    const rows = () =>
      queryRows(
        api.db,
        sql`select (select count(*)::int from commissions) as commissions, (select count(*)::int from commission_runs) as runs,
          (select count(*)::int from idempotency_records) as records, (select count(*)::int from audit_log) as audited`,
        z.unknown(),
      );
    const before = await rows();
    const other = { directCommissionPct: 12.5, overrideCommissionPct: 0, maxAffiliateDepth: 1 };
    const answer = await (await backtest({ rules: other, from, to })).json();
    expect(answer).toMatchObject({
      totals: [{ wouldAccrue: dollars(25_000_004n), wouldKeep: dollars(175_000_034n) }, {}],
      differencesCount: 4,
      differences: [
        { affiliateId: earners[0]?.affiliateId, difference: dollars(-10_000_000n) },
        {
          affiliateId: earners[1]?.affiliateId,
          ...{ accrued: dollars(20_000_002n), wouldAccrue: dollars(25_000_004n) },
          difference: dollars(5_000_002n),
        },
        { affiliateId: earners[0]?.affiliateId, difference: dollars(-5_000_000n, 'USDT') },
        { affiliateId: earners[1]?.affiliateId, difference: dollars(2_500_001n, 'USDT') },
      ],
    });
    expect(await rows()).toEqual(before);
  });

  test('are refused where they give away more than the fee, or the time is none', async () => {
    const wrong = [
      { rules: { ...rules, overrideCommissionPct: 50, maxAffiliateDepth: 3 }, from, to },
      { rules: { directCommissionPct: 10 }, from, to },
      { rules, from: to, to: from },
      { rules, from: '2020-01-01T00:00:00Z', to },
      { rules, from: '0001-01-01T00:00:00Z', to },
      { rules, from: 'yesterday', to },
    ];
    for (const body of wrong) await problemOf(await backtest(body), 'VALIDATION_FAILED');
  });

  test('are tried by operators of the program alone', async () => {
    const request = stranger.request({ rules, from, to });
    await problemOf(await otherTenant(app).request(path, request), 'NOT_FOUND');
    const elsewhere = await app.request(path.replace('default', 'other'), request);
    expect(await elsewhere.json()).toMatchObject({ payments: 0, totals: [], differences: [] });
  });
});

test('a split that is not what its inputs come to is an error, and not explained', async () => {
  const { programId } = api;
  const wallet = randomWallet();
  await bring(api.db, wallet, { affiliate: earners[0], proven: true });
  const intentId = await settlePayment(api.db, { programId, wallet, fee });
  const { run, earned } = await runOf(api.db, intentId);
  await api.asOwner(async () => {
    await api.db.execute(sql`set session_replication_role = replica`);
    await api.db.execute(
      sql`update commission_runs set inputs = jsonb_set(inputs, '{directBps}', '999') where id = ${run.id}::uuid`,
    );
    await api.db.execute(sql`set session_replication_role = origin`);
  });
  await problemOf(await ask(`commissions/${earned[0]?.id}/explain`, as(upper)), 'INTERNAL');
});
