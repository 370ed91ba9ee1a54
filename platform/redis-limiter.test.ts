// Goal: without Redis the limits still hold, counted in this process. Method: an address where nobody listens.
// (With Redis they are tested in tests/integration.)
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { createRedisLimiter, type RedisLimiter } from './redis-limiter.ts';

const rule = { name: 'r', quota: 5, windowSeconds: 60 };

describe('with Redis away', () => {
  let limiter: RedisLimiter;
  beforeAll(() => {
    limiter = createRedisLimiter({
      url: 'redis://127.0.0.1:1',
      logger: createLogger({ level: 'silent', name: 'test' }),
    });
  });
  afterAll(() => limiter.close());

  test('exactly the quota is let through, per subject', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, () => limiter.consume(rule, 'a')),
    );
    expect(verdicts.filter((verdict) => verdict.allowed)).toHaveLength(5);
    expect((await limiter.consume(rule, 'b')).allowed).toBe(true);
  });

  test('readiness says so', async () => {
    await expect(limiter.healthCheck()).rejects.toThrow();
  });
});

test('the memory limiter tells what remains and when the window ends', async () => {
  const limiter = createMemoryLimiter();
  const first = await limiter.consume({ ...rule, quota: 2 }, 'x');
  expect(first).toMatchObject({ allowed: true, used: 1 });
  expect(first.resetMs).toBeGreaterThan(50_000);
  await limiter.consume({ ...rule, quota: 2 }, 'x');
  expect(await limiter.consume({ ...rule, quota: 2 }, 'x')).toMatchObject({
    allowed: false,
    used: 3,
  });
});
