/**
 * Goal: limits hold over several API processes, exactly while Redis answers, and without ever opening or
 * holding a request up while it hangs, is dead or is back. Method: API processes on the real parts, behind
 * one trusted proxy, so that each test is a client of its own; Redis is stopped, killed and started again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const registrations = 10;
const reads = 40;
/** Far more than the 250 ms that Redis is waited for, far less than any client waits. */
const answerMsMax = 10_000;
let platform: RealPlatform;
let proxied: readonly [string, string];
let direct: string;
let processes: readonly NodeProcess[];

beforeAll(async () => {
  platform = await startRealPlatform();
  const limits = {
    REGISTER_WAIT_MS: '0',
    RL_REGISTER_PER_HOUR: String(registrations),
    RL_DEFAULT_PER_MIN: String(reads),
  };
  const behindProxy = { ...limits, TRUSTED_PROXIES: '1' };
  const [first, second, bare] = await Promise.all([
    platform.startApi(behindProxy),
    platform.startApi(behindProxy),
    platform.startApi(limits),
  ]);
  proxied = [first.url, second.url];
  direct = bare.url;
  processes = [first, second];
});
afterAll(() => platform?.[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
}

async function ask(url: string, from: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('x-forwarded-for', from);
  const signal = AbortSignal.timeout(answerMsMax);
  const response = await fetch(url, { ...init, headers, signal });
  await response.arrayBuffer();
  return { status: response.status, headers: response.headers };
}

let wallets = 0xf00000;
function registration(wallet = walletNumber(++wallets), key = `limits-${wallet}`): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ wallet }),
  };
}

/** Sends the same number of requests to each process, all at once. */
function askBoth(count: number, from: string, request: () => { path: string; init?: RequestInit }) {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const { path, init } = request();
      return ask(`${proxied[index % 2 === 0 ? 0 : 1]}${path}`, from, init);
    }),
  );
}

const register = () => ({ path: '/api/register', init: registration() });
const read = () => ({ path: '/api/config' });

/** How many answers had each status. */
function tally(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Waits until both processes have said that they count in Redis again. */
async function untilBack(): Promise<void> {
  const isBack = (output: string) =>
    output.lastIndexOf('counted in redis again') > output.lastIndexOf('counted in memory');
  await until(() => processes.every((one) => isBack(one.output())), {
    what: 'both processes to count in Redis again',
    timeoutMs: 20_000,
    everyMs: 50,
  });
}

describe('with Redis', () => {
  test.each([
    { name: 'registrations', request: register, limit: registrations, passed: 202 },
    { name: 'reads', request: read, limit: reads, passed: 200 },
  ])('ten times the limit in $name over two processes: the limit passes', async (row) => {
    const { name, request, limit, passed } = row;
    const from = name === 'reads' ? '192.0.2.1' : '192.0.2.2';
    const answers = await askBoth(10 * limit, from, request);
    expect(tally(answers)).toEqual({ [passed]: limit, 429: 9 * limit });
    for (const { status, headers } of answers) {
      expect(headers.get('ratelimit')).toMatch(/^"[a-z-]+";r=\d+;t=\d+$/);
      expect(headers.get('ratelimit-policy')).toMatch(new RegExp(`;q=${limit};w=(60|3600)$`));
      expect(headers.get('x-ratelimit-limit')).toBe(String(limit));
      expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(1.6e9);
      const isRefused = status === 429;
      expect(Number(headers.get('retry-after')) > 0).toBe(isRefused);
      if (isRefused) expect(headers.get('x-ratelimit-remaining')).toBe('0');
    }
    const remaining = answers
      .filter(({ status }) => status === passed)
      .map(({ headers }) => Number(headers.get('x-ratelimit-remaining')));
    expect(remaining.sort((a, b) => a - b)).toEqual(Array.from({ length: limit }, (_, n) => n));
  });

  test('copies of one write sent to both take one use together', async () => {
    const wallet = walletNumber(++wallets);
    const copy = () => ({ path: '/api/register', init: registration(wallet, 'copies') });
    expect(tally(await askBoth(60, '192.0.2.3', copy))).toEqual({ 202: 60 });
    const others = await askBoth(2 * registrations, '192.0.2.3', register);
    // A process that had to count in memory says so.
    const said = processes.map((one) => one.output().slice(-2000)).join('\n');
    expect(tally(others), said).toEqual({ 202: registrations - 1, 429: registrations + 1 });
    expect(tally(await askBoth(20, '192.0.2.3', copy))).toEqual({ 202: 20 });
  });

  test('forged X-Forwarded-For changes nothing, with and without a proxy', async () => {
    const forged = (index: number) => `198.51.100.${index % 250}`;
    const behind = await Promise.all(
      Array.from({ length: 3 * reads }, (_, index) =>
        ask(`${proxied[index % 2 === 0 ? 0 : 1]}/api/config`, `${forged(index)}, 192.0.2.4`),
      ),
    );
    expect(tally(behind)).toEqual({ 200: reads, 429: 2 * reads });
    const bare = await Promise.all(
      Array.from({ length: 3 * reads }, (_, index) => ask(`${direct}/api/config`, forged(index))),
    );
    expect(tally(bare)).toEqual({ 200: reads, 429: 2 * reads });
  });
});

describe('Redis away', () => {
  test('it hangs: every request is answered, each process lets through at most the limit', async () => {
    await platform.stack.redis.pause();
    const answers = await askBoth(10 * registrations, '192.0.2.10', register);
    platform.stack.redis.resume();
    expect(tally(answers)).toEqual({ 202: 2 * registrations, 429: 8 * registrations });
  });

  test('back again: it is exact', async () => {
    await untilBack();
    const answers = await askBoth(10 * registrations, '192.0.2.11', register);
    expect(tally(answers)).toEqual({ 202: registrations, 429: 9 * registrations });
  });

  test('killed in the midst of a burst: the two together let through at most twice the limit', async () => {
    const used = await askBoth(4 * registrations, '192.0.2.12', register);
    expect(tally(used)).toEqual({ 202: registrations, 429: 3 * registrations });
    const burst = askBoth(20 * registrations, '192.0.2.13', register);
    await sleep(20);
    await platform.stack.redis.kill();
    const counts = tally(await burst);
    const passed = counts[202] ?? 0;
    expect(passed).toBeGreaterThanOrEqual(registrations);
    expect(passed).toBeLessThanOrEqual(2 * registrations);
    expect(counts).toEqual({ 202: passed, 429: 20 * registrations - passed });
    // Both had seen this one used up: it stays so.
    const again = await askBoth(2 * registrations, '192.0.2.12', register);
    expect(tally(again)).toEqual({ 429: 2 * registrations });
  });

  test('dead: the limits hold in memory', async () => {
    const answers = await askBoth(10 * registrations, '192.0.2.14', register);
    expect(tally(answers)).toEqual({ 202: 2 * registrations, 429: 8 * registrations });
    const copies = () => ({ path: '/api/register', init: registration(walletNumber(1), 'dead') });
    expect(tally(await askBoth(40, '192.0.2.15', copies))).toEqual({ 202: 40 });
  });

  test('started again without its data: exact for new clients, closed for those who had their share', async () => {
    await platform.stack.redis.restart();
    await untilBack();
    expect(tally(await askBoth(10 * registrations, '192.0.2.16', register))).toEqual({
      202: registrations,
      429: 9 * registrations,
    });
    expect(tally(await askBoth(4 * registrations, '192.0.2.14', register))).toEqual({
      429: 4 * registrations,
    });
  });
});
