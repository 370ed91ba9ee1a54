// Goal: rate limits are shared through Redis, exact under concurrency, and hold when Redis dies. Method:
// a real Redis server, two limiters as two processes would have them, and a kill.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStack, type TestStack } from '../../ops/stack/test-stack.ts';
import { createLogger } from '../../platform/logger.ts';
import { createRedisLimiter, type RedisLimiter } from '../../platform/redis-limiter.ts';
import { until } from '../harness/until.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const rule = { name: 'shared', quota: 50, windowSeconds: 60 };
let stack: TestStack;
let limiters: RedisLimiter[];
beforeAll(async () => {
  stack = await startTestStack(['redis']);
  limiters = [1, 2].map(() => createRedisLimiter({ url: stack.redis.url, logger }));
  for (const limiter of limiters) await answering(limiter);
});
afterAll(async () => {
  await Promise.all(limiters.map((limiter) => limiter.close()));
  await stack[Symbol.asyncDispose]();
});

async function answering(limiter: RedisLimiter): Promise<void> {
  const look = () =>
    limiter.healthCheck().then(
      () => true,
      () => false,
    );
  await until(look, { what: 'Redis to answer', everyMs: 50 });
}

async function allowed(subject: string, attempts: number): Promise<number> {
  const verdicts = await Promise.all(
    Array.from({ length: attempts }, async (_, n) =>
      limiters[n % limiters.length]?.consume(rule, subject),
    ),
  );
  return verdicts.filter((verdict) => verdict?.allowed === true).length;
}

test('two processes let exactly the quota through together', async () => {
  expect(await allowed('a', 200)).toBe(50);
  expect(await allowed('b', 20)).toBe(20);
});

test('with Redis killed each process still counts: limits get coarser, never open', async () => {
  await stack.redis.kill();
  const verdicts = await allowed('c', 400);
  expect(verdicts).toBe(100);
  expect(await allowed('c', 100)).toBe(0);
});
