import canonicalize from 'canonicalize';
import { invariant } from './errors.ts';
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
 * order of their commissions'.
 */
export function canonicalBatch({
  programId,
  id,
  period,
  version,
  minAmount,
  payouts,
}: Batch): string {
  const text = canonicalize({
    ...{ programId, id, period, version: version.toString(), minAmount: minAmount.toString() },
    payouts: sortedBy(payouts, (payout) => payout.id).map((payout) => ({
      id: payout.id,
      affiliateId: payout.affiliateId,
      wallet: payout.wallet,
      method: payout.method,
      asset: payout.asset,
      amount: payout.amount.toString(),
      items: sortedBy(payout.items, (item) => item.commissionId).map((item) => ({
        commissionId: item.commissionId,
        amount: item.amount.toString(),
      })),
    })),
  });
  invariant(text !== undefined, 'a batch has a canonical form');
  return text;
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
