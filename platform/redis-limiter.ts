import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { createCircuit } from './circuit.ts';
import { flexibleLimiter } from './flexible-limiter.ts';
import { insuredLimiter } from './insured-limiter.ts';
import type { Limiter } from './limiter.ts';
import { createLocalCounts } from './local-counts.ts';
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

/** How long Redis is left alone after it did not answer, before it is asked again. */
const restMs = 1000;

/** A connection that is silent for so long is given up, with the commands that wait on it. */
const silentMs = 2000;

/**
 * Rate limits counted in Redis or Valkey, by an atomic script. While Redis is away or slow each process
 * goes on counting in memory from where Redis stood: the limits get coarser, but never open. The
 * library's own insurance is not used: it starts from nothing at each outage.
 */
export function createRedisLimiter(options: RedisLimiterOptions): RedisLimiter {
  const { url, logger, commandTimeoutMs = 250 } = options;
  const redis = new Redis(url, {
    connectTimeout: 2000,
    socketTimeout: silentMs,
    // A request must not wait in a queue for a connection: memory counts meanwhile.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'redis is not reachable'));
  const circuit = createCircuit({
    probe: () => redis.ping(),
    timeoutMs: commandTimeoutMs,
    restMs,
    onLost: (error) => logger.warn({ err: error }, 'rate limits are counted in memory'),
    onBack: () => logger.info({}, 'rate limits are counted in redis again'),
  });
  redis.on('ready', circuit.answered);
  const limiter = insuredLimiter({
    shared: flexibleLimiter(
      ({ name, quota, windowSeconds }) =>
        new RateLimiterRedis({
          keyPrefix: `quittance:limit:${name}`,
          points: quota,
          duration: windowSeconds,
          storeClient: redis,
          rejectIfRedisNotReady: true,
        }),
    ),
    local: createLocalCounts(),
    circuit,
    timeoutMs: commandTimeoutMs,
  });
  return {
    consume: limiter.consume,
    giveBack: limiter.giveBack,
    async healthCheck() {
      await redis.ping();
    },
    async close() {
      circuit.stop();
      redis.disconnect();
    },
  };
}
