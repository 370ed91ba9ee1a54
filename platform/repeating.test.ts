import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRepeating } from './repeating.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('work is repeated, also after it failed', async () => {
  let runs = 0;
  const errors: unknown[] = [];
  const repeating = createRepeating({
    everyMs: 1000,
    work: async () => {
      runs += 1;
      if (runs === 1) throw new Error('away');
    },
    onError: (error) => void errors.push(error),
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(2001);
  expect([runs, errors.length]).toEqual([3, 1]);
  await repeating.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toBe(3);
});

test('the first run comes when it was asked for, the next ones as far apart as ever', async () => {
  let runs = 0;
  const work = async () => {
    runs += 1;
  };
  const repeating = createRepeating({
    everyMs: 1000,
    firstAfterMs: 0,
    work,
    onError: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(999);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toBe(2);
  await repeating.close();
});

test('work under way is neither doubled nor left behind at the end', async () => {
  let runs = 0;
  let finish: () => void = () => undefined;
  const repeating = createRepeating({
    everyMs: 1000,
    work: () => {
      runs += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    onError: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toBe(1);
  let closed = false;
  const closing = repeating.close().then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(closed).toBe(false);
  finish();
  await closing;
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toBe(1);
});
