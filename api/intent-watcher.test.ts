// Goal: one poller for all who wait, silent when nobody does. Method: a fake reader that counts.
import { expect, test } from 'vitest';
import type { IntentHead } from '../db/queries/intent-heads.ts';
import { createLogger } from '../platform/logger.ts';
import { createIntentWatcher } from './intent-watcher.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function reader() {
  const heads = new Map<string, IntentHead>();
  const asked: string[][] = [];
  let failing = false;
  return {
    heads,
    asked,
    fail(yes: boolean) {
      failing = yes;
    },
    async read(ids: readonly string[]) {
      asked.push([...ids]);
      if (failing) throw new Error('database away');
      return ids.flatMap((id) => heads.get(id) ?? []);
    },
  };
}

test('a thousand waiters on two intents are one query, and none once they are final', async () => {
  const source = reader();
  const watcher = createIntentWatcher({ read: source.read, logger, pollMs: 5 });
  await pause(30);
  expect(source.asked).toEqual([]);
  const waits = Array.from({ length: 1000 }, (_, n) =>
    watcher.waitUntilFinal(n % 2 === 0 ? 'a' : 'b', { timeoutMs: 5000 }),
  );
  await pause(30);
  expect(source.asked.every((ids) => ids.length === 2)).toBe(true);
  for (const id of ['a', 'b']) source.heads.set(id, { id, version: 4, final: true });
  await Promise.all(waits);
  await pause(20);
  const looks = source.asked.length;
  await pause(40);
  expect(source.asked.length).toBe(looks);
});

test('a subscriber is told each version once, and nothing after it left', async () => {
  const source = reader();
  const watcher = createIntentWatcher({ read: source.read, logger, pollMs: 2 });
  const versions: number[] = [];
  const leave = watcher.subscribe('a', (head) => versions.push(head.version));
  for (const version of [0, 1, 2]) {
    source.heads.set('a', { id: 'a', version, final: false });
    await pause(20);
  }
  leave();
  source.heads.set('a', { id: 'a', version: 3, final: true });
  await pause(20);
  expect(versions).toEqual([0, 1, 2]);
});

test('who comes later is told where the intent stands, although it did not change', async () => {
  const source = reader();
  source.heads.set('a', { id: 'a', version: 4, final: true });
  const watcher = createIntentWatcher({ read: source.read, logger, pollMs: 5 });
  const leave = watcher.subscribe('a', () => undefined);
  await pause(20);
  await watcher.waitUntilFinal('a', { timeoutMs: 60_000 });
  leave();
});

test('a database that is away for a moment ends no wait', async () => {
  const source = reader();
  source.fail(true);
  const watcher = createIntentWatcher({ read: source.read, logger, pollMs: 5 });
  const waiting = watcher.waitUntilFinal('a', { timeoutMs: 60_000 });
  await pause(20);
  source.heads.set('a', { id: 'a', version: 1, final: true });
  source.fail(false);
  await waiting;
});

test('time, the client leaving and draining end a wait; too many intents are refused', async () => {
  const source = reader();
  const draining = new AbortController();
  const watcher = createIntentWatcher({
    read: source.read,
    logger,
    pollMs: 5,
    intentsMax: 1,
    draining: draining.signal,
  });
  await watcher.waitUntilFinal('a', { timeoutMs: 10 });
  const leaving = new AbortController();
  const left = watcher.waitUntilFinal('a', { timeoutMs: 60_000, signal: leaving.signal });
  expect(() => watcher.subscribe('b', () => undefined)).toThrow('Too many requests are waiting');
  leaving.abort();
  await left;
  const drained = watcher.waitUntilFinal('b', { timeoutMs: 60_000 });
  draining.abort();
  await drained;
});
