import type { LimitRule, LimitVerdict } from './limiter.ts';

/** Options of {@link createLocalCounts}. */
export interface LocalCountsOptions {
  /** Milliseconds on a clock that never goes back. @default performance.now */
  readonly now?: () => number;
  /** Subjects remembered at once. @default 100000 */
  readonly subjectsMax?: number;
}

/** What a process knows about limits by itself, beside the store that all processes share. */
export interface LocalCounts {
  /**
   * Takes note of what the shared store said about a use asked for at `askedAt`. Its word holds, with one
   * exception: a process never lets more than the quota through by itself, not even when the store has
   * forgotten what was used before.
   */
  confirm(verdict: LimitVerdict, subject: string, askedAt: number): LimitVerdict;
  /** Judges a use while the store is away, going on from the count that it told last. */
  take(rule: LimitRule, subject: string): LimitVerdict;
  /** Takes back a use that was let through. */
  giveBack(rule: LimitRule, subject: string): void;
}

interface Standing {
  /** Uses that this process let through in the window. */
  own: number;
  /** Uses of all processes, as far as this one knows. */
  known: number;
  readonly endsAt: number;
}

/**
 * Keeps, for each subject with an open window, what the shared store said last and what this process let
 * through. When the store goes away the limits go on from there instead of starting anew, and a store
 * that comes back empty does not hand out the quota a second time.
 */
export function createLocalCounts(options: LocalCountsOptions = {}): LocalCounts {
  const { now = () => performance.now(), subjectsMax = 100_000 } = options;
  const standings = new Map<string, Standing>();

  function open(id: string): Standing | undefined {
    const standing = standings.get(id);
    return standing !== undefined && standing.endsAt > now() ? standing : undefined;
  }

  function begin(id: string, endsAt: number): Standing {
    const standing = { own: 0, known: 0, endsAt };
    standings.set(id, standing);
    return standing;
  }

  function others(rule: LimitRule, endsAt: number): Standing {
    const id = idOf(rule, 'others');
    return open(id) ?? begin(id, endsAt);
  }

  function isFull(): boolean {
    if (standings.size < subjectsMax) return false;
    forgetEnded();
    return standings.size >= subjectsMax;
  }

  let lookAgainAt = Number.NEGATIVE_INFINITY;
  /** At most once a second: under a flood of new subjects it would be the dearest part of every request. */
  function forgetEnded(): void {
    const present = now();
    if (present < lookAgainAt) return;
    lookAgainAt = present + 1000;
    for (const [id, { endsAt }] of standings) if (endsAt <= present) standings.delete(id);
  }

  return {
    confirm(verdict, subject, askedAt) {
      const { rule } = verdict;
      const id = idOf(rule, subject);
      // Counted from before the question, so that it never outlives the store's own window.
      const endsAt = askedAt + verdict.resetMs;
      const standing = open(id) ?? (endsAt <= now() || isFull() ? undefined : begin(id, endsAt));
      if (standing === undefined) return verdict;
      standing.known = verdict.used;
      if (!verdict.allowed) return verdict;
      if (standing.own >= rule.quota) return refusal(rule, standing, now());
      standing.own += 1;
      return { ...verdict, used: Math.max(verdict.used, standing.own) };
    },
    take(rule, subject) {
      const id = idOf(rule, subject);
      const endsAt = now() + rule.windowSeconds * 1000;
      const standing =
        // With no room left, newcomers share one quota: closed rather than open.
        open(id) ?? (isFull() ? others(rule, endsAt) : begin(id, endsAt));
      const used = Math.max(standing.own, standing.known);
      if (used >= rule.quota) return refusal(rule, standing, now());
      standing.own += 1;
      standing.known = used + 1;
      return { rule, allowed: true, used: used + 1, resetMs: standing.endsAt - now() };
    },
    giveBack(rule, subject) {
      const standing = open(idOf(rule, subject));
      if (standing === undefined) return;
      standing.own = Math.max(0, standing.own - 1);
      standing.known = Math.max(0, standing.known - 1);
    },
  };
}

function refusal(rule: LimitRule, standing: Standing, now: number): LimitVerdict {
  return { rule, allowed: false, used: rule.quota, resetMs: Math.max(1, standing.endsAt - now) };
}

function idOf({ name, quota, windowSeconds }: LimitRule, subject: string): string {
  return `${name}:${quota}:${windowSeconds}:${subject}`;
}
