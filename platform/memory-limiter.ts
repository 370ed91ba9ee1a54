import { RateLimiterMemory } from 'rate-limiter-flexible';
import { flexibleLimiter } from './flexible-limiter.ts';
import type { Limiter } from './limiter.ts';

/** Rate limits counted in this process (MOCK). */
export function createMemoryLimiter(): Limiter {
  return flexibleLimiter(
    ({ name, quota, windowSeconds }) =>
      new RateLimiterMemory({ keyPrefix: name, points: quota, duration: windowSeconds }),
  );
}
