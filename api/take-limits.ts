import { ApiError } from '../domain/errors.ts';
import type { Limiter, LimitVerdict } from '../platform/limiter.ts';
import type { AppContext } from './app-parts.ts';
import { limitHeaders, secondsUntilReset } from './limit-headers.ts';
import type { LimitUse } from './rate-limit.ts';

/** The uses that a request took, in order; the last one may have been refused. */
export type TakenLimits = readonly TakenLimit[];

interface TakenLimit {
  readonly subject: string;
  readonly verdict: LimitVerdict;
  /** `performance.now()` from before the limiter was asked. */
  readonly askedAt: number;
}

/** A window that ends sooner is left alone: a use must not be given back to the window after it. */
const giveBackMarginMs = 1000;

/** Takes one use of each rule, up to the first that refuses. Rules with a quota of 0 are off. */
export async function takeLimits(
  limiter: Limiter,
  uses: readonly LimitUse[],
): Promise<TakenLimits> {
  const taken: TakenLimit[] = [];
  for (const { rule, subject } of uses) {
    if (rule.quota === 0) continue;
    const askedAt = performance.now();
    const verdict = await limiter.consume(rule, subject);
    taken.push({ subject, verdict, askedAt });
    if (!verdict.allowed) break;
  }
  return taken;
}

/** Gives back the uses that were allowed. */
export async function giveBackLimits(limiter: Limiter, taken: TakenLimits): Promise<void> {
  for (const { subject, verdict, askedAt } of taken) {
    const leftMs = verdict.resetMs - (performance.now() - askedAt);
    if (verdict.allowed && leftMs > giveBackMarginMs) await limiter.giveBack(verdict.rule, subject);
  }
}

/** Whether one of the rules was used up. */
export function isRefused(taken: TakenLimits): boolean {
  return taken.some(({ verdict }) => !verdict.allowed);
}

/**
 * Writes what is left into the headers.
 * @throws ApiError RATE_LIMITED with `Retry-After` when a rule was used up.
 */
export function applyLimits(c: AppContext, taken: TakenLimits): void {
  if (taken.length === 0) return;
  const verdicts = taken.map(({ verdict }) => verdict);
  const headers = limitHeaders(verdicts, Date.now());
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  const refused = verdicts.find((verdict) => !verdict.allowed);
  if (refused === undefined) return;
  throw new ApiError('RATE_LIMITED', `The limit "${refused.rule.name}" is used up.`, {
    headers: { ...headers, 'retry-after': String(secondsUntilReset(refused)) },
  });
}

/**
 * Takes one use of each rule and says in the headers what is left.
 * @throws ApiError RATE_LIMITED when a rule is used up.
 */
export async function enforceLimits(
  c: AppContext,
  limiter: Limiter,
  uses: readonly LimitUse[],
): Promise<void> {
  applyLimits(c, await takeLimits(limiter, uses));
}
