import type { LimitVerdict } from '../platform/limiter.ts';

/** Whole seconds until a verdict's window is over for certain, at least 1: what `Retry-After` says. */
export function secondsUntilReset({ resetMs }: LimitVerdict): number {
  return Math.max(1, Math.ceil(resetMs / 1000));
}

/**
 * What is left of the rules that a request used, at least one: `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers), and `X-RateLimit-*` of the tightest rule for older clients,
 * whose reset is in unix seconds. `nowMs` is the time of day.
 */
export function limitHeaders(
  verdicts: readonly LimitVerdict[],
  nowMs: number,
): Readonly<Record<string, string>> {
  const tightest = verdicts.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  return {
    'ratelimit-policy': verdicts
      .map(({ rule }) => `"${rule.name}";q=${rule.quota};w=${rule.windowSeconds}`)
      .join(', '),
    ratelimit: verdicts
      .map(
        (verdict) =>
          `"${verdict.rule.name}";r=${remainingOf(verdict)};t=${secondsUntilReset(verdict)}`,
      )
      .join(', '),
    'x-ratelimit-limit': String(tightest.rule.quota),
    'x-ratelimit-remaining': String(remainingOf(tightest)),
    'x-ratelimit-reset': String(Math.ceil((nowMs + tightest.resetMs) / 1000)),
  };
}

function remainingOf({ allowed, rule, used }: LimitVerdict): number {
  return allowed ? Math.max(0, rule.quota - used) : 0;
}

/** A refusing rule is the tightest, then the one with the least left. */
function rank(verdict: LimitVerdict): number {
  return verdict.allowed ? remainingOf(verdict) : -1;
}
