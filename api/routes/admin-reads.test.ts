/**
 * Goal: operators read what their program came to, and nobody else does; the one read that the old front end makes
 * without a key is open only where that is wanted. Method: the app over PGlite with registrations, a claim and its
 * payment in one program, and another program beside it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { claims, payments } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { settleClaim, settleRegistration } from '../../tests/harness/actors/move-intent.ts';
import { enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import { newWallet, signIn } from '../../tests/harness/actors/sign-in.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';

const { problemOf } = createProblemJudge();
const intent = z.object({ intentId: z.string() });
const paths = ['stats', 'stats/timeseries', 'mints', 'payments', `wallet/${randomWallet()}`];

let api: TestApi;
let app: App;
let viewer: TestOperator;
let stranger: TestOperator;
let otherId: string;
/** Three registered; the first has claimed. */
const wallets = [randomWallet(), randomWallet(), randomWallet()];
const [claimant = randomWallet()] = wallets;
let claimId: string;

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  otherId = await api.openProgram('other');
  viewer = await enterOperator(api.db, { roles: [{ role: 'viewer', programId: api.programId }] });
  stranger = await enterOperator(api.db, { roles: [{ role: 'owner', programId: otherId }] });
  for (const wallet of wallets)
    await settleRegistration(api.db, await send('register', { wallet }));
  const txHash = `0x${'cd'.repeat(32)}`;
  claimId = await send('claim/record', { wallet: claimant, tokenType: 'USDC', txHash });
  const lower = claimant.toLowerCase();
  await api.db
    .insert(claims)
    .values({ programId: api.programId, wallet: lower, intentId: claimId });
  await api.db.insert(payments).values({
    ...{ id: newId(), programId: api.programId, intentId: claimId, chainId: 31_337, txHash },
    ...{ logIndex: 0, transferLogs: 1, asset: 'USDC', amount: 100_000_000n, payer: lower },
    ...{ recipient: `0x${'11'.repeat(20)}`, blockNumber: 5n, blockHash: `0x${'22'.repeat(32)}` },
  });
  await api.db.update(payments).set({ status: 'APPLIED' });
  await settleClaim(api.db, lower);
});
afterAll(() => api[Symbol.asyncDispose]());

async function send(path: string, body: object): Promise<string> {
  const response = await app.request(`/api/${path}`, write(body));
  return intent.parse(await response.json()).intentId;
}

const ask = async (path: string, by = viewer) =>
  await app.request(`/api/admin/${path}`, by.request());
const read = async (path: string): Promise<unknown> => await (await ask(path)).json();

describe('an operator of the program reads', () => {
  test('its figures', async () => {
    const response = await ask('stats');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      program: { id: api.programId, slug: 'default' },
      ...{ totalMints: 3, totalClaims: 1, affiliates: 0, attributed: 0 },
      ...{ openIntents: 0, parkedIntents: 0, totalPayments: 1 },
      received: [{ amount: '100000000', asset: 'USDC', decimals: 6 }],
    });
  });

  test('its days, those without events as zeros', async () => {
    const series = z
      .object({
        summary: z.object({ registrations: z.number(), claims: z.number() }),
        timeseries: z.array(
          z.object({ date: z.string(), registrations: z.number(), claims: z.number() }),
        ),
      })
      .parse(await read('stats/timeseries?days=3'));
    expect(series.summary).toEqual({ registrations: 3, claims: 1 });
    expect(series.timeseries).toHaveLength(3);
    const [first, second] = series.timeseries;
    expect([first, second]).toMatchObject([
      { registrations: 0, claims: 0 },
      { registrations: 0, claims: 0 },
    ]);
    for (const days of ['0', '366', '-1', 'x', ''])
      await problemOf(await ask(`stats/timeseries?days=${days}`), 'VALIDATION_FAILED');
  });

  test('its mints, newest first, page by page', async () => {
    const page = z.object({
      mints: z.array(z.looseObject({ wallet: z.string(), tokenId: z.string() })),
      nextCursor: z.string().nullable(),
    });
    const first = page.parse(await read('mints?limit=2'));
    const second = page.parse(await read(`mints?limit=2&cursor=${first.nextCursor}`));
    expect(second.nextCursor).toBeNull();
    const seen = [...first.mints, ...second.mints].map(({ wallet }) => wallet.toLowerCase());
    expect(seen).toEqual(wallets.map((wallet) => wallet.toLowerCase()).reverse());
  });

  test('its payments', async () => {
    const payment = { intentId: claimId, logIndex: 0, blockNumber: '5' };
    const amount = { amount: '100000000', asset: 'USDC', decimals: 6 };
    expect(await read('payments')).toMatchObject({
      payments: [{ ...payment, amount, txHash: `0x${'cd'.repeat(32)}` }],
      nextCursor: null,
    });
    expect(await read('payments?offset=1')).toEqual({ payments: [], nextCursor: null });
  });

  test('all that it knows of a wallet, and of another one that there is nothing', async () => {
    expect(await read(`wallet/${claimant}`)).toMatchObject({
      ...{ minted: true, claimed: true, tokenId: '7', eligible: false },
      attribution: { state: 'PROVISIONAL', affiliate: null },
      intents: [
        { id: claimId, kind: 'claim', state: 'SETTLED' },
        { kind: 'register', state: 'SETTLED' },
      ],
      payments: [{ intentId: claimId }],
    });
    expect(await read(`wallet/${randomWallet()}`)).toMatchObject({
      ...{ minted: false, claimed: false, tokenId: null, attribution: null },
      ...{ intents: [], payments: [] },
    });
    await problemOf(await ask('wallet/0x12'), 'INVALID_ADDRESS');
  });
});

describe('nobody else', () => {
  test.each(paths)('%s: neither without a key, nor with one of another program', async (path) => {
    const closed = api.app({ compatPublicReads: false });
    await problemOf(await closed.request(`/api/admin/${path}`), 'UNAUTHENTICATED');
    const foreign = await otherTenant(app).request(`/api/admin/${path}`, stranger.request());
    await problemOf(foreign, 'NOT_FOUND');
  });

  test('sees this program in another one', async () => {
    for (const path of ['mints', 'payments', `wallet/${claimant}`]) {
      const there = await ask(`${path}?programId=${otherId}`, stranger);
      expect(await there.text()).not.toContain(api.programId);
    }
    expect(await (await ask(`stats?programId=${otherId}`, stranger)).json()).toMatchObject({
      ...{ totalMints: 0, totalClaims: 0, received: [] },
    });
  });

  test('but the days are open to anybody with COMPAT_PUBLIC_READS, and nothing else is', async () => {
    const open = await app.request('/api/admin/stats/timeseries?days=1');
    expect(open.status).toBe(200);
    for (const path of paths.filter((one) => one !== 'stats/timeseries'))
      await problemOf(await app.request(`/api/admin/${path}`), 'UNAUTHENTICATED');
    const { bearer } = await signIn(app, newWallet());
    const limited = api.app({ limits: { ...testSettings.limits, badSignaturePerMin: 1 } });
    for (const path of ['/api/admin/stats/timeseries', '/api/v2/programs/default/stats']) {
      for (let count = 0; count < 3; count += 1)
        expect((await limited.request(path, { headers: bearer })).status).toBe(200);
    }
    const wrong = { headers: { 'x-admin-key': 'qk_wrong' } };
    await problemOf(await app.request('/api/admin/stats/timeseries', wrong), 'UNAUTHENTICATED');
  });
});
