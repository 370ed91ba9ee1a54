import { answerWithin } from './answer-within.ts';
import type { Circuit } from './circuit.ts';
import type { Limiter } from './limiter.ts';
import type { LocalCounts } from './local-counts.ts';

/** Options of {@link insuredLimiter}. */
export interface InsuredLimiterOptions {
  /** Counts for all processes; may throw or hang. */
  readonly shared: Limiter;
  readonly local: LocalCounts;
  readonly circuit: Circuit;
  /** Longest a request waits for the shared count. */
  readonly timeoutMs: number;
}

/**
 * Counts where all processes count, and in this process while that place is away. Exact while it answers.
 * While it does not, each process lets at most the quota through by itself, less what it knew to be used:
 * the limits get coarser, but never open, and nobody waits for longer than `timeoutMs`, and that only until one has.
 */
export function insuredLimiter(options: InsuredLimiterOptions): Limiter {
  const { shared, local, circuit, timeoutMs } = options;

  /** What the shared place says; null while it is away. */
  async function ask<T>(question: () => Promise<T>): Promise<T | null> {
    if (!circuit.isClosed) return null;
    try {
      return await answerWithin(question(), timeoutMs);
    } catch (error) {
      circuit.failed(error);
      return null;
    }
  }

  return {
    async consume(rule, subject) {
      const askedAt = performance.now();
      const verdict = await ask(() => shared.consume(rule, subject));
      return verdict === null
        ? local.take(rule, subject)
        : local.confirm(verdict, subject, askedAt);
    },
    async giveBack(rule, subject) {
      local.giveBack(rule, subject);
      await ask(() => shared.giveBack(rule, subject));
    },
  };
}
