import { ApiError } from '../domain/errors.ts';
import type { Limiter, LimitRule, LimitVerdict } from '../platform/limiter.ts';
import type { AppContext, AppSettings } from './app-parts.ts';

/** The rules of the contract, from settings. A quota of 0 switches a rule off. */
export function limitRules({ limits }: AppSettings) {
  const rule = (name: string, quota: number, windowSeconds: number): LimitRule => ({
    name,
    quota,
    windowSeconds,
  });
  return {
    registerAddress: rule('register-address', limits.registerPerHour, 3600),
    registerWallet: rule('register-wallet', limits.registerPerDayWallet, 86_400),
    claimWallet: rule('claim-wallet', limits.claimPerHour, 3600),
    health: rule('health', limits.healthPerMin, 60),
    standard: rule('default', limits.defaultPerMin, 60),
  };
}

/** One use of a rule. */
export interface LimitUse {
  readonly rule: LimitRule;
  readonly subject: string;
}

/**
 * The limits of a claim write: so many per hour for a wallet, counted for each caller by itself. Nobody
 * has proved the wallet yet, so a stranger who names it must not be able to use up its owner's quota;
 * the caller's own total is bounded by the default limit.
 */
export function claimLimits(
  settings: AppSettings,
  wallet: string,
  address: string,
): readonly LimitUse[] {
  const { claimWallet, standard } = limitRules(settings);
  return [
    { rule: claimWallet, subject: `${wallet}/${address}` },
    { rule: standard, subject: address },
  ];
}

/**
 * Takes one use of each rule and writes what is left into the headers (draft-ietf-httpapi-ratelimit-headers,
 * and `X-RateLimit-*` of the tightest rule for older clients).
 * @throws ApiError RATE_LIMITED with `Retry-After` when a rule is used up.
 */
export async function enforceLimits(
  c: AppContext,
  limiter: Limiter,
  uses: readonly LimitUse[],
): Promise<void> {
  const verdicts: LimitVerdict[] = [];
  for (const { rule, subject } of uses) {
    if (rule.quota === 0) continue;
    const verdict = await limiter.consume(rule, subject);
    verdicts.push(verdict);
    if (!verdict.allowed) break;
  }
  if (verdicts.length === 0) return;
  const headers = limitHeaders(verdicts);
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  const refused = verdicts.find((verdict) => !verdict.allowed);
  if (refused === undefined) return;
  throw new ApiError('RATE_LIMITED', `The limit "${refused.rule.name}" is used up.`, {
    headers: { ...headers, 'retry-after': String(refused.resetSeconds) },
  });
}

function limitHeaders(verdicts: readonly LimitVerdict[]): Record<string, string> {
  const tightest = verdicts.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  return {
    'ratelimit-policy': verdicts
      .map(({ rule }) => `"${rule.name}";q=${rule.quota};w=${rule.windowSeconds}`)
      .join(', '),
    ratelimit: verdicts
      .map(({ rule, remaining, resetSeconds }) => `"${rule.name}";r=${remaining};t=${resetSeconds}`)
      .join(', '),
    'x-ratelimit-limit': String(tightest.rule.quota),
    'x-ratelimit-remaining': String(tightest.remaining),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + tightest.resetSeconds),
  };
}

/** A refusing rule is the tightest, then the one with the least left. */
function rank(verdict: LimitVerdict): number {
  return verdict.allowed ? verdict.remaining : -1;
}
