import { isOnChain, type PayoutMethod, type PayoutStatus } from './payout-status.ts';

export const resultOutcomes = ['PAID', 'FAILED', 'UNKNOWN'] as const;

export type ResultOutcome = (typeof resultOutcomes)[number];

/** What a bank says of a payout. Minor units. */
export interface ResultRow {
  readonly payoutId: string;
  readonly outcome: ResultOutcome;
  readonly amount: bigint;
  readonly asset: string;
}

/** A payout of the batch, and what was said of it so far. */
export interface AwaitedPayout {
  readonly method: PayoutMethod;
  readonly status: PayoutStatus;
  readonly amount: bigint;
  readonly asset: string;
  /** How a bank has decided; null: not yet. */
  readonly decided: ResultOutcome | null;
  /** What it has said last, which contradicts that where it is something else; null: nothing since it decided. */
  readonly newest: ResultOutcome | null;
  /** What two people have decided about that; null: they have not. */
  readonly settled: ResultOutcome | null;
  /** Whether it can be carried out now: its money is held. */
  readonly held: boolean;
  /** Whether a bank has said that it does not know. */
  readonly unknown: boolean;
}

export const rowMatches = [
  'matched',
  'already',
  'conflict',
  'unknown_payout',
  'amount_differs',
  'not_manual',
  'not_awaited',
] as const;

export type RowMatch = (typeof rowMatches)[number];

/** What became of a row, and what is kept of it: a bank's word, or one that contradicts what it had said before. */
export interface MatchedRow {
  readonly match: RowMatch;
  readonly kept: 'word' | 'contradiction' | null;
}

/**
 * Matches what a bank says with the payouts of a batch, by id and exact amount. A bank decides once: the same again is
 * `already`, anything else `conflict`. Whatever is new is kept, also what contradicts. Rows of one payout count in
 * their order.
 */
export function matchResults(
  rows: readonly ResultRow[],
  payouts: ReadonlyMap<string, AwaitedPayout>,
): MatchedRow[] {
  const known = new Map(payouts);
  return rows.map((row) => {
    const payout = known.get(row.payoutId);
    if (payout === undefined) return { match: 'unknown_payout', kept: null };
    const match = matchOf(row, payout);
    const kept = keptOf(row, match, payout);
    if (kept !== null) known.set(row.payoutId, told(payout, row.outcome));
    return { match, kept };
  });
}

function matchOf({ outcome, amount, asset }: ResultRow, payout: AwaitedPayout): RowMatch {
  if (isOnChain(payout.method)) return 'not_manual';
  if (amount !== payout.amount || asset !== payout.asset) return 'amount_differs';
  if (payout.decided !== null) return payout.decided === outcome ? 'already' : 'conflict';
  const awaited = payout.status === 'PROCESSING' || payout.status === 'UNKNOWN';
  if (!awaited || !payout.held) return 'not_awaited';
  return outcome === 'UNKNOWN' && payout.unknown ? 'already' : 'matched';
}

function keptOf({ outcome }: ResultRow, match: RowMatch, payout: AwaitedPayout) {
  if (match === 'matched') return 'word';
  const decided = match === 'conflict' || (match === 'already' && payout.decided !== null);
  const standing = payout.settled ?? payout.newest ?? payout.decided;
  if (!decided || standing === outcome) return null;
  return 'contradiction';
}

function told(payout: AwaitedPayout, outcome: ResultOutcome): AwaitedPayout {
  if (payout.decided !== null) return { ...payout, newest: outcome, settled: null };
  return outcome === 'UNKNOWN' ? { ...payout, unknown: true } : { ...payout, decided: outcome };
}
