import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter, LimitRule, LimitVerdict } from './limiter.ts';

/**
 * A {@link Limiter} over rate-limiter-flexible, with one of its limiters for each rule. Throws what the
 * library's store throws.
 */
export function flexibleLimiter(create: (rule: LimitRule) => RateLimiterAbstract): Limiter {
  const limiters = new Map<string, RateLimiterAbstract>();

  function limiterOf(rule: LimitRule): RateLimiterAbstract {
    const id = `${rule.name}:${rule.quota}:${rule.windowSeconds}`;
    const known = limiters.get(id);
    if (known !== undefined) return known;
    const made = create(rule);
    limiters.set(id, made);
    return made;
  }

  return {
    async consume(rule, subject) {
      try {
        return verdictOf(rule, await limiterOf(rule).consume(subject), true);
      } catch (refusal) {
        // The library rejects with its result when the quota is used up, and with an error otherwise.
        if (refusal instanceof RateLimiterRes) return verdictOf(rule, refusal, false);
        throw refusal;
      }
    },
    async giveBack(rule, subject) {
      await limiterOf(rule).reward(subject);
    },
  };
}

function verdictOf(rule: LimitRule, result: RateLimiterRes, allowed: boolean): LimitVerdict {
  return { rule, allowed, used: result.consumedPoints, resetMs: Math.max(1, result.msBeforeNext) };
}
