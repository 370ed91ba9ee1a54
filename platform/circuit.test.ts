// Goal: a part that is away is noticed once, left alone, and noticed when it is back. Method: a fake clock.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCircuit } from './circuit.ts';

let probe: () => Promise<unknown>;
let probes: number;
let told: unknown[];

function circuit() {
  return createCircuit({
    probe: () => {
      probes += 1;
      return probe();
    },
    timeoutMs: 250,
    restMs: 1000,
    onLost: (error) => told.push(error),
    onBack: () => told.push('back'),
  });
}

beforeEach(() => {
  probes = 0;
  told = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['fails', () => Promise.reject(new Error('away')), 1000],
  ['hangs', () => new Promise(() => undefined), 1251],
])('a part that %s is probed after each rest until it answers', async (_, away, cycleMs) => {
  probe = away;
  const one = circuit();
  expect(one.isClosed).toBe(true);
  one.failed('first');
  one.failed('second');
  expect(one.isClosed).toBe(false);
  await vi.advanceTimersByTimeAsync(3 * cycleMs);
  expect([one.isClosed, probes]).toEqual([false, 3]);
  probe = () => Promise.resolve();
  await vi.advanceTimersByTimeAsync(cycleMs);
  expect([one.isClosed, probes]).toEqual([true, 4]);
  await vi.advanceTimersByTimeAsync(5 * cycleMs);
  expect(probes).toBe(4);
  expect(told).toEqual(['first', 'back']);
});

test('an answer of another kind ends the probing, and so does the end of it all', async () => {
  probe = () => Promise.reject(new Error('away'));
  const one = circuit();
  one.failed('first');
  one.answered();
  one.answered();
  expect(one.isClosed).toBe(true);
  one.failed('again');
  one.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probes).toBe(0);
  expect(told).toEqual(['first', 'back', 'again']);
});
