/** A rate limit: `quota` uses of it per window and subject. */
export interface LimitRule {
  /** Stable name, shown in the `RateLimit-Policy` header. */
  readonly name: string;
  /** Uses per window; 0 switches the rule off. */
  readonly quota: number;
  readonly windowSeconds: number;
}

/** How a subject stands with a rule after a use of it, or after an attempt that was refused. */
export interface LimitVerdict {
  readonly rule: LimitRule;
  readonly allowed: boolean;
  /** Uses in the open window, this one included; more than the quota where attempts were refused. */
  readonly used: number;
  /** Milliseconds until the window starts anew, more than 0. */
  readonly resetMs: number;
}

/** Counts uses of rate limits. Never open: where the shared store is away, each process counts for itself. */
export interface Limiter {
  /** Takes one use of `rule` for `subject`, such as an address or a wallet. */
  consume(rule: LimitRule, subject: string): Promise<LimitVerdict>;
  /** Gives back a use that was allowed, while its window is open. Never throws; a use may stay counted. */
  giveBack(rule: LimitRule, subject: string): Promise<void>;
}
