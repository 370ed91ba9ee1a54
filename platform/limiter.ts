/** A rate limit: `quota` uses of it per window and subject. */
export interface LimitRule {
  /** Stable name, shown in the `RateLimit-Policy` header. */
  readonly name: string;
  /** Uses per window; 0 switches the rule off. */
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What is left of a rule for one subject after a use of it. */
export interface LimitVerdict {
  readonly rule: LimitRule;
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the window starts anew, at least 1. */
  readonly resetSeconds: number;
}

/** Counts uses of rate limits. Never open: where the shared store is away, each process counts for itself. */
export interface Limiter {
  /** Takes one use of `rule` for `subject`, such as an address or a wallet. */
  consume(rule: LimitRule, subject: string): Promise<LimitVerdict>;
}
