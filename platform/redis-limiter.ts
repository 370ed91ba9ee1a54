import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { flexibleLimiter } from './flexible-limiter.ts';
import type { Limiter } from './limiter.ts';
import type { Logger } from './logger.ts';

/** Options of {@link createRedisLimiter}. */
export interface RedisLimiterOptions {
  readonly url: string;
  readonly logger: Logger;
  /** Longest a request waits for Redis before it is counted in memory. @default 250 */
  readonly commandTimeoutMs?: number;
}

/** Rate limits shared by all processes. */
export interface RedisLimiter extends Limiter {
  /** Resolves when Redis answers. */
  healthCheck(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Rate limits counted in Redis or Valkey, by an atomic script. While Redis is away or slow each process
 * counts in memory with the same quotas: the limits get coarser, but never open.
 */
export function createRedisLimiter(options: RedisLimiterOptions): RedisLimiter {
  const { url, logger, commandTimeoutMs = 250 } = options;
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2000,
    // A request must not wait in a queue for a connection: memory counts meanwhile.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'redis is not reachable'));
  const limiter = flexibleLimiter(({ name, quota, windowSeconds }) => {
    const settings = {
      keyPrefix: `quittance:limit:${name}`,
      points: quota,
      duration: windowSeconds,
    };
    return new RateLimiterRedis({
      ...settings,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(settings),
    });
  });
  return {
    consume: limiter.consume,
    async healthCheck() {
      await redis.ping();
    },
    async close() {
      redis.disconnect();
    },
  };
}
