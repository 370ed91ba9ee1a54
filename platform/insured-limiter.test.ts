// Goal: a shared store that fails or hangs neither opens a limit nor holds a request up. Method: a store
// that does as it is told, under a fake clock.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCircuit } from './circuit.ts';
import { insuredLimiter } from './insured-limiter.ts';
import type { LimitVerdict } from './limiter.ts';
import { createLocalCounts } from './local-counts.ts';

const rule = { name: 'r', quota: 3, windowSeconds: 60 };
let answer: () => Promise<LimitVerdict>;
let asked: number;
let told: string[];
const failing = () => Promise.reject<LimitVerdict>(new Error('away'));
const hanging = () => new Promise<LimitVerdict>(() => undefined);
const saying = (used: number) => () =>
  Promise.resolve({ rule, allowed: used <= rule.quota, used, resetMs: 50_000 });

function limiter() {
  return insuredLimiter({
    shared: {
      consume: () => {
        asked += 1;
        return answer();
      },
      giveBack: async () => void (await answer()),
    },
    local: createLocalCounts(),
    circuit: createCircuit({
      probe: () => answer(),
      timeoutMs: 250,
      restMs: 1000,
      onLost: () => told.push('lost'),
      onBack: () => told.push('back'),
    }),
    timeoutMs: 250,
  });
}

beforeEach(() => {
  asked = 0;
  told = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['fails', failing],
  ['hangs', hanging],
])(
  'a store that %s: the quota passes, and nobody waits longer than the timeout',
  async (_, away) => {
    answer = away;
    const one = limiter();
    const startedAt = performance.now();
    const first = Promise.all(Array.from({ length: 10 }, () => one.consume(rule, 's')));
    await vi.advanceTimersByTimeAsync(251);
    expect((await first).filter(({ allowed }) => allowed)).toHaveLength(3);
    // Left alone now: not even the timeout is waited for.
    const later = await one.consume(rule, 't');
    expect(later).toMatchObject({ allowed: true, used: 1 });
    expect(performance.now() - startedAt).toBeLessThanOrEqual(252);
    expect(told).toEqual(['lost']);
  },
);

test('what the store had counted stays counted, and a store that is back empty is believed with care', async () => {
  const one = limiter();
  answer = saying(2);
  expect((await one.consume(rule, 's')).allowed).toBe(true);
  answer = failing;
  const alone = [await one.consume(rule, 's'), await one.consume(rule, 's')];
  expect(alone.map(({ allowed }) => allowed)).toEqual([true, false]);
  // Left alone since it failed.
  expect(asked).toBe(2);
  answer = saying(1);
  await vi.advanceTimersByTimeAsync(1001);
  expect(told).toEqual(['lost', 'back']);
  // It came back empty. Two of three were let through here.
  const back = [await one.consume(rule, 's'), await one.consume(rule, 's')];
  expect(back.map(({ allowed }) => allowed)).toEqual([true, false]);
  expect(asked).toBe(4);
});

test('giving back never throws', async () => {
  answer = failing;
  const one = limiter();
  for (let use = 0; use < 3; use++) await one.consume(rule, 's');
  await one.giveBack(rule, 's');
  expect((await one.consume(rule, 's')).allowed).toBe(true);
  expect((await one.consume(rule, 's')).allowed).toBe(false);
});
