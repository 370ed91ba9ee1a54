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

/** What became of a row; only `matched` is kept. */
export type RowMatch = (typeof rowMatches)[number];

/**
 * Matches what a bank says with the payouts of a batch, by id and exact amount. A bank decides once: the same again is
 * `already`, anything else `conflict`. Rows of one payout count in their order.
 */
export function matchResults(
  rows: readonly ResultRow[],
  payouts: ReadonlyMap<string, AwaitedPayout>,
): RowMatch[] {
  const known = new Map(payouts);
  return rows.map((row) => {
    const payout = known.get(row.payoutId);
    if (payout === undefined) return 'unknown_payout';
    const match = matchOf(row, payout);
    if (match === 'matched') known.set(row.payoutId, told(payout, row.outcome));
    return match;
  });
}

function matchOf({ outcome, amount, asset }: ResultRow, payout: AwaitedPayout): RowMatch {
  if (isOnChain(payout.method)) return 'not_manual';
  if (amount !== payout.amount || asset !== payout.asset) return 'amount_differs';
  if (payout.decided !== null) return payout.decided === outcome ? 'already' : 'conflict';
  if (payout.status !== 'PROCESSING' && payout.status !== 'UNKNOWN') return 'not_awaited';
  return outcome === 'UNKNOWN' && payout.unknown ? 'already' : 'matched';
}

function told(payout: AwaitedPayout, outcome: ResultOutcome): AwaitedPayout {
  return outcome === 'UNKNOWN' ? { ...payout, unknown: true } : { ...payout, decided: outcome };
}
