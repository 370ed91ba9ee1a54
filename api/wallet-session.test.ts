// Goal: a session is worth what its wallet and program are, for as long as it lasts, and no page of somebody
// else can use it. Method: app.request() on PGlite; wallets sign in, then ask with token and cookie.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authRequest, newWallet, signIn } from '../tests/harness/actors/sign-in.ts';
import { createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import { openTestApi, type TestApi, testSettings, write } from '../tests/harness/worlds/api-app.ts';
import type { App } from './app-parts.ts';

const { problemOf } = createProblemJudge();
let api: TestApi;
let app: App;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  await api.openProgram('other');
});
afterAll(() => api[Symbol.asyncDispose]());

describe('a session', () => {
  const me = (headers: Record<string, string>, query = '', by = app) =>
    by.request(`/api/auth/me${query}`, { headers });

  test('is known by its token, as Bearer or as cookie, in its program only', async () => {
    const account = newWallet();
    const { bearer, cookie } = await signIn(app, account);
    for (const headers of [bearer, cookie]) {
      expect(await (await me(headers)).json()).toMatchObject({ wallet: account.address });
      await problemOf(await me(headers, '?program=other'), 'UNAUTHENTICATED');
    }
    const there = await signIn(app, account, 'other');
    const both = { cookie: `${cookie.cookie}; ${there.cookie.cookie}` };
    expect((await me(both)).status).toBe(200);
    expect((await me(both, '?program=other')).status).toBe(200);
    await problemOf(await me(there.bearer), 'UNAUTHENTICATED');
    await problemOf(await me(bearer, '?program=nowhere'), 'NOT_FOUND');
    await problemOf(await me(bearer, '?program=No'), 'VALIDATION_FAILED');
    await problemOf(await me(bearer, '?programId=1'), 'VALIDATION_FAILED');
  });

  test('is nobody without a token, or with one that is not known', async () => {
    for (const headers of [
      {},
      { authorization: `Bearer qs_${'0'.repeat(64)}` },
      { authorization: 'Bearer ' },
      { cookie: `__Host-quittance-${api.programId}=qs_${'0'.repeat(64)}` },
      { cookie: `__Host-quittance-${api.programId}=` },
      { authorization: `Bearer qs_${'0'.repeat(4000)}` },
    ]) {
      const response = await me(headers);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      await problemOf(response, 'UNAUTHENTICATED');
    }
  });

  test('ends by signing out, and its token is worth nothing from then on', async () => {
    const { bearer } = await signIn(app, newWallet());
    const response = await app.request('/api/auth/logout', authRequest({}, bearer));
    expect(await response.json()).toEqual({ signedOut: true });
    expect(response.headers.get('set-cookie')).toMatch(/Max-Age=0/);
    await problemOf(await me(bearer), 'UNAUTHENTICATED');
    expect(
      (await app.request('/api/auth/logout', { method: 'POST', headers: bearer })).status,
    ).toBe(200);
    expect((await app.request('/api/auth/logout', { method: 'POST' })).status).toBe(200);
  });

  test('ends by itself', async () => {
    const { bearer } = await signIn(api.app({ sessionTtlMs: 1 }), newWallet());
    await expect.poll(async () => (await me(bearer)).status).toBe(401);
  });

  test('as a cookie it writes only for pages of ours; as Bearer it needs no Origin', async () => {
    const { cookie } = await signIn(app, newWallet());
    const logout = (headers: Record<string, string>, by = app) =>
      by.request('/api/auth/logout', authRequest({}, headers));
    await problemOf(await logout(cookie), 'ORIGIN_FORBIDDEN');
    const foreign = { ...cookie, origin: 'https://evil.example' };
    await problemOf(await logout(foreign), 'ORIGIN_FORBIDDEN');
    await problemOf(await logout(foreign, api.app({ corsOrigins: ['*'] })), 'ORIGIN_FORBIDDEN');
    await problemOf(await logout({ ...cookie, origin: 'null' }), 'ORIGIN_FORBIDDEN');
    expect((await me(cookie)).status).toBe(200);
    expect((await logout({ ...cookie, origin: 'http://localhost' })).status).toBe(200);
    const listed = await signIn(app, newWallet());
    const friend = { ...listed.cookie, origin: 'https://friend.example' };
    const by = api.app({ corsOrigins: ['https://friend.example'] });
    expect((await logout(friend, by)).status).toBe(200);
  });

  test('signing out refuses what is no program and no JSON', async () => {
    const post = (body: string) =>
      app.request('/api/auth/logout', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    await problemOf(await post('{'), 'MALFORMED_JSON');
    await problemOf(await post('{"program":1}'), 'VALIDATION_FAILED');
    await problemOf(await post('{"program":"nowhere"}'), 'NOT_FOUND');
    await problemOf(
      await post(JSON.stringify({ program: 'x'.repeat(1024 * 1024) })),
      'BODY_TOO_LARGE',
    );
  });
});

test('a wallet that is signed in has its quota for itself, wherever it asks from', async () => {
  const limited = api.app({
    trustedProxies: 1,
    limits: { ...testSettings.limits, registerPerDayWallet: 2 },
  });
  const account = newWallet();
  const { bearer } = await signIn(app, account);
  const register = async (from: string, headers: Record<string, string> = {}) => {
    const request = write({ wallet: account.address });
    const sent = {
      ...request,
      headers: { ...request.headers, 'x-forwarded-for': from, ...headers },
    };
    return (await limited.request('/api/register', sent)).status;
  };
  // Strangers use up what strangers have, each at its own address.
  expect([
    await register('192.0.2.1'),
    await register('192.0.2.1'),
    await register('192.0.2.1'),
  ]).toEqual([202, 202, 429]);
  expect([await register('192.0.2.2', bearer), await register('192.0.2.3', bearer)]).toEqual([
    202, 202,
  ]);
  expect(await register('192.0.2.4', bearer)).toBe(429);
  // The session of one wallet proves no other.
  const other = await signIn(app, newWallet());
  expect(await register('192.0.2.5', other.bearer)).toBe(202);
});
