import type { AppContext, RouteServices } from './app-parts.ts';
import { clientAddress } from './client-address.ts';
import { limitRules } from './rate-limit.ts';
import { applyLimits, giveBackLimits, type TakenLimits, takeLimits } from './take-limits.ts';

type LimitingParts = Pick<RouteServices, 'limiter' | 'settings'>;

/**
 * Whether a signature or key holds, as `verify` says, with a small limit on how often an address may be
 * wrong. A use is taken before the question and given back when it holds, so guesses sent together do
 * not slip through; what throws stays counted.
 * @throws ApiError RATE_LIMITED, without asking, when the address was wrong too often.
 */
export async function verifyWithinLimit(
  c: AppContext,
  parts: LimitingParts,
  verify: () => Promise<boolean>,
): Promise<boolean> {
  const taken = await takeOne(c, parts);
  const holds = await verify();
  if (holds) await giveBackLimits(parts.limiter, taken);
  return holds;
}

async function takeOne(c: AppContext, { limiter, settings }: LimitingParts): Promise<TakenLimits> {
  const { badSignature } = limitRules(settings);
  const subject = clientAddress(c, settings.trustedProxies);
  const taken = await takeLimits(limiter, [{ rule: badSignature, subject }]);
  // Not in the headers: what is left of this limit is nobody's business until it is used up.
  if (taken.some(({ verdict }) => !verdict.allowed)) applyLimits(c, taken);
  return taken;
}
