import type { AcceptOutcome, KeyClaim, ReplayLookup } from '../db/accept-types.ts';
import type { Limiter } from '../platform/limiter.ts';
import type { AppContext } from './app-parts.ts';
import type { LimitUse } from './rate-limit.ts';
import {
  applyLimits,
  giveBackLimits,
  isRefused,
  type TakenLimits,
  takeLimits,
} from './take-limits.ts';

/** Parts of {@link createWriteLimiter}. */
export interface WriteLimiterParts {
  readonly limiter: Limiter;
  /** What is stored under a key. */
  readonly lookup: (claim: KeyClaim) => Promise<ReplayLookup | null>;
  /** After how long a refused write looks once more whether its key is there. @default 200 */
  readonly lookAgainMs?: number;
}

/** A write that was not found under its key. */
export interface LimitedWrite {
  readonly claim: KeyClaim;
  readonly limits: readonly LimitUse[];
}

/**
 * Does `work`, the accepting of a write, within its limits, and gives what became of the key.
 * @throws ApiError RATE_LIMITED when a limit is used up.
 */
export type WriteLimiter = (
  c: AppContext,
  write: LimitedWrite,
  work: () => Promise<AcceptOutcome>,
) => Promise<AcceptOutcome>;

type Admission =
  | { readonly status: 'judged'; readonly taken: TakenLimits }
  | { readonly status: 'known'; readonly known: ReplayLookup };

/** Refused writes that look again at once; a flood of them must not double what it costs. */
const lookingAgainMax = 100;

/**
 * Takes the limits of a write once, however many copies of it arrive together: those of this process share
 * the uses of the first, and one that turns out to repeat a write of another process gives its uses back.
 */
export function createWriteLimiter(parts: WriteLimiterParts): WriteLimiter {
  const { limiter, lookup, lookAgainMs = 200 } = parts;
  const underWay = new Map<string, Promise<Admission>>();
  let lookingAgain = 0;

  async function admit({ claim, limits }: LimitedWrite): Promise<Admission> {
    const taken = await takeLimits(limiter, limits);
    if (!isRefused(taken) || lookingAgain >= lookingAgainMax) return { status: 'judged', taken };
    // The first copy may be about to be accepted by another process, and then this one is a replay.
    lookingAgain += 1;
    try {
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
      const known = await lookup(claim);
      return known === null ? { status: 'judged', taken } : { status: 'known', known };
    } finally {
      lookingAgain -= 1;
    }
  }

  return async function limitWrite(c, write, work) {
    const { scope, key, requestHash } = write.claim;
    const id = JSON.stringify([scope, key, requestHash]);
    const first = underWay.get(id);
    if (first !== undefined) return await conclude(c, await first, work);
    const admission = admit(write);
    underWay.set(id, admission);
    try {
      const admitted = await admission;
      const outcome = await conclude(c, admitted, work);
      if (admitted.status === 'judged' && isRepetition(outcome))
        await giveBackLimits(limiter, admitted.taken);
      return outcome;
    } finally {
      underWay.delete(id);
    }
  };
}

async function conclude(
  c: AppContext,
  admission: Admission,
  work: () => Promise<AcceptOutcome>,
): Promise<AcceptOutcome> {
  if (admission.status === 'known') return admission.known;
  applyLimits(c, admission.taken);
  return await work();
}

/** The key was another request's, which was the same and paid for it. */
function isRepetition({ status }: AcceptOutcome): boolean {
  return status === 'replayed' || status === 'unanswered' || status === 'expired';
}
