/**
 * Goal: an affiliate sees its own affairs with its session, operators of its program see them with a key, and nobody else
 * does: neither other programs nor other wallets; what the old front end reads is open only where that is wanted. Method:
 * the app over PGlite with a tree of affiliates and wallets they brought.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { claims } from '../../db/schema/intents.ts';
import { settleRegistration } from '../../tests/harness/actors/move-intent.ts';
import { enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  newWallet,
  type SignedIn,
  signedProof,
  signIn,
} from '../../tests/harness/actors/sign-in.ts';
import { joinAffiliates } from '../../tests/harness/actors/signed-terms.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';

const { problemOf } = createProblemJudge();
const reads = ['me', 'tree', 'stats', 'timeseries', 'attribution', 'commissions'] as const;
const intent = z.object({ intentId: z.string() });

let api: TestApi;
let app: App;
let operator: TestOperator;
let stranger: TestOperator;
/** Affiliates below one another, and somebody of the other program. */
let [top, middle, low, elsewhere]: SignedIn[] = [];
let codes: readonly { readonly id: string; readonly referralCode: string }[] = [];
const brought: string[] = [];

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  const otherId = await api.openProgram('other');
  operator = await enterOperator(api.db, {
    roles: [{ role: 'viewer', programId: api.programId }],
  });
  stranger = await enterOperator(api.db, { roles: [{ role: 'owner', programId: otherId }] });
  const accountsOf = [newWallet(), newWallet(), newWallet()];
  let parent: { readonly id: string; readonly referralCode: string } | undefined;
  for (const account of accountsOf) {
    const more = { email: 'private@example.org', displayName: 'Private' };
    const asked = parent === undefined ? more : { ...more, parentCode: parent.referralCode };
    parent = await joinAffiliates(app, account, asked);
    codes = [...codes, parent];
  }
  const outside = newWallet();
  await joinAffiliates(app, outside, { program: 'other' });
  elsewhere = await signIn(app, outside, 'other');
  [top, middle, low] = await Promise.all(accountsOf.map((account) => signIn(app, account)));
  await bringThree(codes[0]?.referralCode ?? '');
});
afterAll(() => api[Symbol.asyncDispose]());

/** One who only registers, one who proves the wallet, and one who claims. */
async function bringThree(referralCode: string): Promise<void> {
  const prover = newWallet();
  const proof = await signedProof(app, prover, { purpose: 'REGISTRATION' });
  for (const more of [{}, { wallet: prover.address, proof }, {}]) {
    const body = { wallet: randomWallet(), referralCode, ...more };
    brought.push(body.wallet);
    const { intentId } = intent.parse(
      await (await app.request('/api/register', write(body))).json(),
    );
    await settleRegistration(api.db, intentId);
  }
  const wallet = brought[2] ?? '';
  const claim = { wallet, tokenType: 'USDC', txHash: `0x${'ab'.repeat(32)}` };
  const claimed = await app.request('/api/claim/record', write(claim));
  const { intentId } = intent.parse(await claimed.json());
  await api.db
    .insert(claims)
    .values({ programId: api.programId, wallet: wallet.toLowerCase(), intentId });
}

const ask = async (path: string, init: RequestInit = {}) =>
  await app.request(`/api/v2/affiliates/${path}`, init);
const as = (signedIn: SignedIn | undefined): RequestInit => ({ headers: signedIn?.bearer ?? {} });

describe('an affiliate', () => {
  test('sees itself, with what is private', async () => {
    const response = await ask('me', as(middle));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      affiliate: {
        ...codes[1],
        ...{ wallet: middle?.wallet, status: 'ACTIVE', depth: 1 },
        ...{ email: 'private@example.org', displayName: 'Private' },
      },
      parentAffiliate: codes[0],
      program: { id: api.programId, slug: 'default' },
    });
    const byCookie = await ask('me', { headers: top?.cookie ?? {} });
    expect(await byCookie.json()).toMatchObject({ affiliate: codes[0], parentAffiliate: null });
  });

  test('sees its tree down to a depth, without what is private to those below', async () => {
    const text = await (await ask('tree', as(top))).text();
    expect(text).not.toMatch(/private/i);
    const tree = z
      .looseObject({ nodes: z.array(z.looseObject({ id: z.string(), level: z.number() })) })
      .parse(JSON.parse(text));
    expect(tree).toMatchObject({ maxDepth: 3, truncated: false });
    expect(tree.nodes.map(({ id, level }) => [id, level])).toEqual(
      codes.map(({ id }, level) => [id, level]),
    );
    expect(tree.nodes[0]).toMatchObject({ parentId: null, referrals: 3 });
    expect(await (await ask('tree?maxDepth=1', as(top))).json()).toMatchObject({
      nodes: [{ level: 0 }, { level: 1, parentId: codes[0]?.id }],
    });
    const own = await (await ask('tree?maxDepth=0', as(low))).json();
    expect(own).toMatchObject({ nodes: [{ ...codes[2], parentId: null }] });
    for (const maxDepth of ['11', '-1', 'x', '1.5', ''])
      await problemOf(await ask(`tree?maxDepth=${maxDepth}`, as(top)), 'VALIDATION_FAILED');
  });

  test('sees whom it brought, page by page, and who brought it', async () => {
    const page = z.object({
      attribution: z.unknown(),
      referrals: z.array(z.looseObject({ wallet: z.string() })),
      nextCursor: z.string().nullable(),
    });
    const first = page.parse(await (await ask('attribution?limit=2', as(top))).json());
    const second = page.parse(
      await (await ask(`attribution?limit=2&cursor=${first.nextCursor}`, as(top))).json(),
    );
    expect(second.nextCursor).toBeNull();
    const all = [...first.referrals, ...second.referrals].reverse();
    expect(all.map(({ wallet }) => wallet.toLowerCase())).toEqual(
      brought.map((wallet) => wallet.toLowerCase()),
    );
    expect(all).toMatchObject([
      { state: 'PROVISIONAL', lockedAt: null, active: false, source: 'register' },
      { state: 'LOCKED', lockedAt: expect.any(String), active: false },
      { state: 'PROVISIONAL', active: true, code: codes[0]?.referralCode },
    ]);
    expect(first.attribution).toBeNull();
    const body = { wallet: low?.wallet, referralCode: codes[0]?.referralCode };
    await app.request('/api/register', write(body));
    expect(await (await ask('attribution', as(low))).json()).toMatchObject({
      attribution: { state: 'PROVISIONAL', referralCode: codes[0]?.referralCode },
    });
  });

  test('sees every day of a time, days without anything as zeros', async () => {
    const series = z.object({
      timeseries: z.array(
        z.object({ date: z.string(), referrals: z.number(), active: z.number() }),
      ),
    });
    const { timeseries } = series.parse(await (await ask('timeseries?days=7', as(top))).json());
    expect(timeseries).toHaveLength(7);
    const days = timeseries.map(({ date }) => Date.parse(date) / 86_400_000);
    expect(days.map((day) => day - (days[0] ?? 0))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const sum = (of: 'referrals' | 'active') => timeseries.reduce((all, day) => all + day[of], 0);
    expect(sum('referrals')).toBeGreaterThanOrEqual(3);
    expect(sum('active')).toBe(1);
    for (const days of ['0', '366', 'x'])
      await problemOf(await ask(`timeseries?days=${days}`, as(top)), 'VALIDATION_FAILED');
  });

  test('that has earned nothing sees no money', async () => {
    const nothing = { accrued: [], payable: [], paid: [], reversed: [] };
    expect(await (await ask('stats', as(middle))).json()).toEqual({
      ...{ totalReferrals: 0, provenReferrals: 0, activeReferrals: 0, directAffiliates: 1 },
      ...{ pendingCommissions: '0', paidCommissions: '0', owed: [], paid: [] },
      ...{ tier: 'BRONZE', referralCode: codes[1]?.referralCode, commissions: nothing },
    });
    expect(await (await ask('commissions', as(middle))).json()).toEqual({
      ...{ commissions: [], nextCursor: null },
    });
  });
});

describe('others', () => {
  test('operators of the program ask about whom they name; those of another find nobody', async () => {
    for (const read of reads) {
      const path = `${read}?wallet=${top?.wallet}`;
      expect([read, (await ask(path, operator.request())).status]).toEqual([read, 200]);
      const foreign = `/api/v2/affiliates/${path}`;
      await problemOf(await otherTenant(app).request(foreign, stranger.request()), 'NOT_FOUND');
      await problemOf(await ask(`${path}&program=other`, stranger.request()), 'NOT_FOUND');
      await problemOf(await ask(read, operator.request()), 'MISSING_WALLET');
      await problemOf(await ask(`${read}?wallet=x`, operator.request()), 'INVALID_ADDRESS');
    }
  });

  test('a wallet sees nobody but itself, and a session counts in its program alone', async () => {
    const visitor = await signIn(app, newWallet());
    for (const read of reads) {
      await problemOf(await ask(`${read}?wallet=${top?.wallet}`, as(middle)), 'NOT_FOUND');
      expect((await ask(`${read}?wallet=${middle?.wallet}`, as(middle))).status).toBe(200);
      await problemOf(await ask(read, as(visitor)), 'NOT_FOUND');
      await problemOf(await ask(read, as(elsewhere)), 'UNAUTHENTICATED');
      expect((await ask(`${read}?program=other`, as(elsewhere))).status).toBe(200);
      await problemOf(await ask(read), 'UNAUTHENTICATED');
    }
  });

  test('anybody reads the old figures where that is open, and where it is not, those who may', async () => {
    const path = `/api/v2/affiliates/${top?.wallet}/stats`;
    const flat = {
      ...{ totalReferrals: 4, activeReferrals: 1, tier: 'BRONZE' },
      ...{ pendingCommissions: '0', paidCommissions: '0', referralCode: codes[0]?.referralCode },
    };
    expect(await (await app.request(path)).json()).toEqual(flat);
    await problemOf(await app.request(`/api/v2/affiliates/${randomWallet()}/stats`), 'NOT_FOUND');
    await problemOf(await app.request(`${path}?program=other`), 'NOT_FOUND');
    const closed = api.app({ compatPublicReads: false });
    await problemOf(await closed.request(path), 'UNAUTHENTICATED');
    await problemOf(await closed.request(path, as(middle)), 'NOT_FOUND');
    await problemOf(await otherTenant(closed).request(path, stranger.request()), 'NOT_FOUND');
    expect(await (await closed.request(path, as(top))).json()).toEqual(flat);
    expect(await (await closed.request(path, operator.request())).json()).toEqual(flat);
  });
});
