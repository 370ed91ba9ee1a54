import { sha256Hex } from './ids.ts';

/** A commission in a payout. Minor units; below zero where it takes back another. */
export interface BatchItem {
  readonly commissionId: string;
  readonly amount: bigint;
}

/** What one affiliate is paid, in one asset. */
export interface BatchPayout {
  readonly id: string;
  readonly affiliateId: string;
  readonly wallet: string;
  readonly method: string;
  readonly asset: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly items: readonly BatchItem[];
}

/** A payout batch as it is approved: without what was taken out of it, and without what becomes of it. */
export interface Batch {
  readonly programId: string;
  readonly id: string;
  readonly period: string;
  readonly version: number;
  /** Smallest payout, minor units. */
  readonly minAmount: bigint;
  readonly payouts: readonly BatchPayout[];
}

/**
 * The canonical form of a batch: RFC 8785 JSON of nothing but texts, payouts in the order of their ids, items in the
 * order of their commissions'. Members are written in the order of their names, and texts as JSON.stringify writes
 * them, which is what RFC 8785 asks for.
 */
export function canonicalBatch(batch: Batch): string {
  return JSON.stringify({
    id: batch.id,
    minAmount: batch.minAmount.toString(),
    payouts: sortedBy(batch.payouts, ({ id }) => id).map((payout) => ({
      affiliateId: payout.affiliateId,
      amount: payout.amount.toString(),
      asset: payout.asset,
      id: payout.id,
      items: sortedBy(payout.items, ({ commissionId }) => commissionId).map((item) => ({
        amount: item.amount.toString(),
        commissionId: item.commissionId,
      })),
      method: payout.method,
      wallet: payout.wallet,
    })),
    period: batch.period,
    programId: batch.programId,
    version: batch.version.toString(),
  });
}

/** What an approval names: lower-case hex SHA-256 of the canonical form. */
export function batchDigest(batch: Batch): string {
  return sha256Hex(canonicalBatch(batch));
}

/** By code units, as RFC 8785 sorts members: no locale has a say in it. */
function sortedBy<T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}
