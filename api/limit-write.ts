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

/** Copies of one write in this process, which share the uses that the first of them took. */
interface SharedAdmission {
  readonly admission: Promise<Admission>;
  /** Copies whose outcome is not known yet. */
  pending: number;
  /** Whether one of them was something else than a repetition, so that the uses are its own. */
  isSpent: boolean;
}

/**
 * Takes the limits of a write once, however many copies of it arrive together: those of this process share
 * the uses of the first, and where all of them turn out to repeat a write of another process, the uses are given
 * back. Not before all have ended: any one of the copies may be the one that is accepted, not only the first.
 */
export function createWriteLimiter(parts: WriteLimiterParts): WriteLimiter {
  const { limiter, lookup, lookAgainMs = 200 } = parts;
  const underWay = new Map<string, SharedAdmission>();
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

  /** Admits a write, or joins the copy that is under way. */
  function share(write: LimitedWrite): SharedAdmission {
    const id = idOf(write);
    const first = underWay.get(id);
    if (first !== undefined) {
      first.pending += 1;
      return first;
    }
    const shared = { admission: admit(write), pending: 1, isSpent: false };
    underWay.set(id, shared);
    return shared;
  }

  /** One copy has ended; with the last one nobody can join any more. */
  async function leave(write: LimitedWrite, shared: SharedAdmission): Promise<void> {
    shared.pending -= 1;
    if (shared.pending > 0) return;
    underWay.delete(idOf(write));
    if (shared.isSpent) return;
    const admitted = await shared.admission;
    if (admitted.status === 'judged') await giveBackLimits(limiter, admitted.taken);
  }

  return async function limitWrite(c, write, work) {
    const shared = share(write);
    let isRepeated = false;
    try {
      const admitted = await shared.admission;
      const outcome = await conclude(c, admitted, work);
      isRepeated = admitted.status === 'judged' && isRepetition(outcome);
      return outcome;
    } finally {
      shared.isSpent ||= !isRepeated;
      await leave(write, shared);
    }
  };
}

function idOf({ claim: { scope, key, requestHash } }: LimitedWrite): string {
  return JSON.stringify([scope, key, requestHash]);
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
