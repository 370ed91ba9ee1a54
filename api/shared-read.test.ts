// Goal: a burst of readers costs one read, an old answer is not told, a failure is not kept. Method: a read
// that counts and is released by hand; an age of zero and an age without end stand for the clock.
import { expect, test } from 'vitest';
import { createSharedRead } from './shared-read.ts';

function countedRead() {
  const releases: ((outcome: number | Error) => void)[] = [];
  const read = () =>
    new Promise<number>((resolve, reject) => {
      releases.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  return { read, releases };
}

test('who asks while a read is under way shares it, whatever the age', async () => {
  const { read, releases } = countedRead();
  const shared = createSharedRead({ read, maxAgeMs: 0 });
  const asked = Array.from({ length: 100 }, () => shared());
  expect(releases).toHaveLength(1);
  releases[0]?.(7);
  expect(await Promise.all(asked)).toEqual(asked.map(() => 7));
});

test('an answer is told again while it is young and asked for anew when it is old', async () => {
  for (const [maxAgeMs, reads] of [
    [60_000, 1],
    [0, 2],
  ] as const) {
    const { read, releases } = countedRead();
    const shared = createSharedRead({ read, maxAgeMs });
    const first = shared();
    releases[0]?.(1);
    await first;
    const second = shared();
    expect(releases).toHaveLength(reads);
    releases[1]?.(2);
    expect(await second).toBe(reads);
  }
});

test('a failure reaches those who waited for it and is not kept', async () => {
  const { read, releases } = countedRead();
  const shared = createSharedRead({ read, maxAgeMs: 60_000 });
  const failing = [shared(), shared()];
  releases[0]?.(new Error('away'));
  for (const asked of failing) await expect(asked).rejects.toThrow('away');
  const next = shared();
  releases[1]?.(3);
  expect(await next).toBe(3);
});
