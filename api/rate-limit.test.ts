// Goal: the limits of the contract, their headers, and whom they count. Method: app.request() on PGlite
// with the memory limiter; the peer's address is given as the server would give it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../tests/harness/api-app.ts';
import type { App } from './app-parts.ts';

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

  test('counts by wallet, from whatever address', async () => {
    const app = limited({ registerPerDayWallet: 2 });
    const wallet = randomWallet();
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      statuses.push((await app.request('/api/register', write({ wallet }), from(address))).status);
    }
    expect(statuses).toEqual([202, 202, 429]);
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
