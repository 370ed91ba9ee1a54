// Goal: a test that waits ends, and says what it waited for. Method: looks that come true, never do, or fail.
import { expect, test } from 'vitest';
import { until } from './until.ts';

const soon = { everyMs: 1, timeoutMs: 20 };

test('gives what it has found, also when that is nothing much', async () => {
  let looks = 0;
  expect(await until(() => (++looks < 3 ? null : looks), soon)).toBe(3);
  expect(await until(() => '', soon)).toBe('');
  expect(await until(async () => 0, soon)).toBe(0);
});

test('names what did not come, and how things stand', async () => {
  const waiting = until(() => false, { ...soon, what: 'an end', state: () => ({ open: 2 }) });
  await expect(waiting).rejects.toThrow('Expected an end within 20 ms: {"open":2}');
  const isOpen = false;
  await expect(until(() => isOpen, soon)).rejects.toThrow('isOpen within 20 ms');
});

test('looks once although no time is given, and ends with the error of a look', async () => {
  expect(await until(() => true, { timeoutMs: 0 })).toBe(true);
  const failing = until(() => Promise.reject(new Error('it is gone')), soon);
  await expect(failing).rejects.toThrow('it is gone');
});
