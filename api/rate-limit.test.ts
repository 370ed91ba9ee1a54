// Goal: the limits of the contract, their headers, and whom they count. Method: app.request() on PGlite
// with the memory limiter; the peer's address is given as the server would give it.
import { Hono } from 'hono';
import { getAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../domain/errors.ts';
import { createMemoryLimiter } from '../platform/memory-limiter.ts';
import { newWallet, signIn } from '../tests/harness/actors/sign-in.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../tests/harness/worlds/api-app.ts';
import type { App, AppEnv } from './app-parts.ts';
import { verifyWithinLimit } from './limit-signatures.ts';
import { claimLimits, registerLimits } from './rate-limit.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

function limited(limits: Partial<typeof testSettings.limits>, trustedProxies = 0): App {
  return api.app({ limits: { ...testSettings.limits, ...limits }, trustedProxies });
}

const from = (remoteAddress: string) => ({ remoteAddress });

describe('registration', () => {
  test('counts by address; replays are free; another address has its own', async () => {
    const app = limited({ registerPerHour: 2 });
    const wallet = randomWallet();
    const first = await app.request('/api/register', write({ wallet }, 'free'), from('192.0.2.1'));
    expect(first.headers.get('ratelimit-policy')).toBe('"register-address";q=2;w=3600');
    expect(first.headers.get('ratelimit')).toMatch(/^"register-address";r=1;t=3[56]\d\d$/);
    expect(first.headers.get('x-ratelimit-limit')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
    for (let replay = 0; replay < 5; replay++) {
      const again = await app.request(
        '/api/register',
        write({ wallet }, 'free'),
        from('192.0.2.1'),
      );
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    const statuses = [];
    for (let request = 0; request < 2; request++) {
      statuses.push(
        (await app.request('/api/register', write({ wallet: randomWallet() }), from('192.0.2.1')))
          .status,
      );
    }
    expect(statuses).toEqual([202, 429]);
    expect(
      (await app.request('/api/register', write({ wallet: randomWallet() }), from('192.0.2.2')))
        .status,
    ).toBe(202);
  });

  test('counts by wallet, in whatever spelling, and a stranger uses up nothing of it', async () => {
    const app = limited({ registerPerDayWallet: 2 });
    const wallet = randomWallet();
    const statuses = [];
    for (const [spelling, address] of [
      [wallet, '192.0.2.66'],
      [getAddress(wallet), '192.0.2.66'],
      [`0x${wallet.slice(2).toUpperCase()}`, '192.0.2.66'],
      [wallet, '192.0.2.1'],
    ] as const) {
      const answer = await app.request('/api/register', write({ wallet: spelling }), from(address));
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([202, 202, 429, 202]);
  });
});

test('claim writes count by wallet and caller: a stranger can not use up the quota of a wallet', async () => {
  const app = limited({ claimPerHour: 2 });
  const wallet = randomWallet();
  const prepare = (address: string) =>
    app.request('/api/claim/prepare', write({ wallet }), from(address));
  const stranger = [
    await prepare('192.0.2.66'),
    await prepare('192.0.2.66'),
    await prepare('192.0.2.66'),
  ];
  expect(stranger.map((response) => response.status)).toEqual([200, 200, 429]);
  expect((await prepare('192.0.2.1')).status).toBe(200);
});

test('of both versions: a wallet that is signed in has its own, whatever a stranger used up at its address', async () => {
  const app = limited({ claimPerHour: 2 });
  const account = newWallet();
  const { bearer } = await signIn(app, account);
  const claim = (more: Readonly<Record<string, string>>, address: string) => {
    const request = write({ programId: 'default', wallet: account.address });
    const headers = { ...request.headers, ...more };
    return app.request('/api/v2/claims/intent', { ...request, headers }, from(address));
  };
  for (const address of ['192.0.2.7', '192.0.2.7']) await claim({}, address);
  expect((await claim({}, '192.0.2.7')).status).toBe(429);
  const own = [];
  for (const address of ['192.0.2.7', '192.0.2.8', '192.0.2.9'])
    own.push((await claim(bearer, address)).status);
  expect(own).toEqual([200, 200, 429]);
});

test('who proves the wallet counts as the wallet, from any address and in any spelling', () => {
  const lower = `0x${'ab'.repeat(20)}`;
  const upper = `0x${'AB'.repeat(20)}`;
  for (const limitsOf of [registerLimits, claimLimits]) {
    const subjects = (wallet: string, address: string, proven: boolean) =>
      limitsOf(testSettings, { wallet, address, proven })
        .filter(({ rule }) => rule.name.endsWith('-wallet'))
        .map(({ subject }) => subject);
    expect(subjects(upper, 'a', true)).toEqual(subjects(lower, 'b', true));
    expect(subjects(upper, 'a', false)).toEqual(subjects(lower, 'a', false));
    expect(subjects(lower, 'a', false)).not.toEqual(subjects(lower, 'b', false));
    expect(subjects(lower, 'a', false)).not.toEqual(subjects(lower, 'a', true));
  }
});

describe('copies of a write sent together', () => {
  const address = '192.0.2.1';
  const copies = (app: App, body: unknown, key: string) =>
    Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await app.request('/api/register', write(body, key), from(address));
        return { status: answer.status, replayed: answer.headers.has('idempotency-replayed') };
      }),
    );

  test('take one use, and none of them is refused', async () => {
    const app = limited({ registerPerHour: 2 });
    const answers = await copies(app, { wallet: randomWallet() }, 'together');
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const later = [];
    for (const wallet of [randomWallet(), randomWallet()]) {
      later.push((await app.request('/api/register', write({ wallet }), from(address))).status);
    }
    expect(later).toEqual([202, 429]);
  });

  test('over two processes too, with a single use left', async () => {
    const limiter = createMemoryLimiter();
    const limits = { ...testSettings.limits, registerPerHour: 1 };
    const apps = [api.app({ limits }, { limiter }), api.app({ limits }, { limiter })];
    const body = { wallet: randomWallet() };
    const answers = await Promise.all(apps.map((app) => copies(app, body, 'over-two')));
    expect(answers.flat().filter(({ status }) => status !== 202)).toEqual([]);
    expect(answers.flat().filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  test('of a write that is refused are refused, all of them', async () => {
    const app = limited({ registerPerHour: 1 });
    await app.request('/api/register', write({ wallet: randomWallet() }), from(address));
    const answers = await copies(app, { wallet: randomWallet() }, 'refused');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
  });
});

test('a refusal that is not stored is paid for each time', async () => {
  const app = limited({ claimPerHour: 2 });
  const claim = { wallet: randomWallet(), tokenType: 'USDC', txHash: `0x${'12'.repeat(32)}` };
  const statuses = [];
  for (let request = 0; request < 3; request++) {
    const sent = write(claim, 'not-registered');
    statuses.push((await app.request('/api/claim/record', sent, from('192.0.2.1'))).status);
  }
  expect(statuses).toEqual([422, 422, 429]);
});

test('writes that fail before their limits are taken count with everything else', async () => {
  const app = limited({ defaultPerMin: 3 });
  const wallet = randomWallet();
  const post = async (path: string, init: RequestInit) => {
    const { status, headers } = await app.request(path, init, from('192.0.2.1'));
    return `${status} ${headers.get('ratelimit')?.replace(/;t=\d+/, '')}`;
  };
  expect([
    await post('/api/register', write({ wallet }, 'mine')),
    await post('/api/register', write('{', 'malformed')),
    await post('/api/register', write({ wallet }, null)),
    await post('/api/register', write({ wallet, referralCode: 'OTHER' }, 'mine')),
    await post('/api/claim/prepare', write({ wallet: 'x' })),
  ]).toEqual([
    '202 undefined',
    '400 "default";r=2',
    '400 "default";r=1',
    '422 "default";r=0',
    '429 "default";r=0',
  ]);
  // The replay is still free.
  expect(await post('/api/register', write({ wallet }, 'mine'))).toBe('202 undefined');
});

describe('signatures that do not hold', () => {
  const signer = (badSignaturePerMin: number) => {
    const asked: boolean[] = [];
    const parts = {
      settings: { ...testSettings, limits: { ...testSettings.limits, badSignaturePerMin } },
      limiter: createMemoryLimiter(),
    };
    const app = new Hono<AppEnv>().get('/:holds', async (c) => {
      const verify = async () => {
        const holds = c.req.param('holds') === 'good';
        asked.push(holds);
        return await new Promise<boolean>((resolve) => setTimeout(() => resolve(holds), 5));
      };
      return c.text(String(await verifyWithinLimit(c, parts, verify)));
    });
    app.onError((error, c) => c.text(error instanceof ApiError ? error.code : String(error), 429));
    const send = async (path: string, address: string) =>
      await (await app.request(path, {}, from(address))).text();
    return { send, asked };
  };

  test('have a small limit for each address; those that hold are free', async () => {
    const { send } = signer(2);
    const answers = [];
    for (const path of ['/good', '/good', '/good', '/bad', '/bad', '/bad', '/good'])
      answers.push(await send(path, '192.0.2.1'));
    expect(answers).toEqual([
      'true',
      'true',
      'true',
      'false',
      'false',
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    expect(await send('/good', '192.0.2.2')).toBe('true');
  });

  test('sent together are not verified more often than the limit', async () => {
    const { send, asked } = signer(3);
    const answers = await Promise.all(Array.from({ length: 30 }, () => send('/bad', '192.0.2.1')));
    expect(answers.filter((answer) => answer === 'RATE_LIMITED')).toHaveLength(27);
    expect(asked).toHaveLength(3);
  });
});

test('health has a limit of its own, everything else the default one', async () => {
  const app = limited({ healthPerMin: 1, defaultPerMin: 2 });
  const statuses = [];
  for (const path of [
    '/healthz',
    '/api/config',
    '/healthz',
    '/api/config',
    '/api/config',
    '/nowhere',
  ]) {
    statuses.push((await app.request(path, {}, from('192.0.2.1'))).status);
  }
  expect(statuses).toEqual([200, 200, 429, 200, 429, 429]);
});

describe('who is counted', () => {
  async function counted(
    trustedProxies: number,
    requests: readonly { peer: string; forwarded?: string }[],
  ): Promise<number[]> {
    const app = limited({ defaultPerMin: 1 }, trustedProxies);
    const statuses = [];
    for (const { peer, forwarded } of requests) {
      const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
      statuses.push((await app.request('/api/config', { headers }, from(peer))).status);
    }
    return statuses;
  }

  test('without trusted proxies X-Forwarded-For is the client’s word and counts for nothing', async () => {
    const spoofed = [
      { peer: '192.0.2.1', forwarded: '10.0.0.1' },
      { peer: '192.0.2.1', forwarded: '10.0.0.2' },
    ];
    expect(await counted(0, spoofed)).toEqual([200, 429]);
  });

  test('behind one proxy the last entry counts, whatever the client put before it', async () => {
    const peer = '10.0.0.254';
    const requests = [
      { peer, forwarded: '192.0.2.1' },
      { peer, forwarded: '198.51.100.7, 192.0.2.1' },
      { peer, forwarded: '192.0.2.2' },
    ];
    expect(await counted(1, requests)).toEqual([200, 429, 200]);
  });

  test('behind two proxies the one before the last counts', async () => {
    const peer = '10.0.0.254';
    const requests = [
      { peer, forwarded: 'spoof, 192.0.2.1, 10.0.0.1' },
      { peer, forwarded: '192.0.2.1, 10.0.0.2' },
    ];
    expect(await counted(2, requests)).toEqual([200, 429]);
  });

  test('IPv6 counts by /64, and an IPv4 address in IPv6 form is that address', async () => {
    expect(
      await counted(0, [
        { peer: '2001:db8:1:2::1' },
        { peer: '2001:db8:1:2:ffff::9' },
        { peer: '2001:db8:1:3::1' },
      ]),
    ).toEqual([200, 429, 200]);
    expect(await counted(0, [{ peer: '::ffff:192.0.2.1' }, { peer: '192.0.2.1' }])).toEqual([
      200, 429,
    ]);
  });
});
