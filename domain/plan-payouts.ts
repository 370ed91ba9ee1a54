import type { BatchItem } from './canonical-batch.ts';
import { onChainAsset, type PayoutMethod, payoutMethods } from './payout-status.ts';

/** A commission that can be paid. */
export interface PayableCommission {
  readonly id: string;
  readonly affiliateId: string;
  readonly wallet: string;
  readonly asset: string;
  /** Minor units; below zero where it takes back another. */
  readonly amount: bigint;
}

/** What an affiliate would be paid in one asset. */
export interface PlannedPayout {
  readonly affiliateId: string;
  readonly wallet: string;
  readonly asset: string;
  readonly method: PayoutMethod;
  readonly amount: bigint;
  readonly items: readonly BatchItem[];
}

/**
 * Why an affiliate is left out of a batch; its commissions wait for the next one. BATCH_FULL: the batch has as many
 * payouts as it takes.
 */
export const leftOutReasons = ['NOTHING_OWED', 'BELOW_MINIMUM', 'BATCH_FULL'] as const;

export type LeftOutReason = (typeof leftOutReasons)[number];

/** Why a sum is not paid out; null: it is. `minAmount` in minor units of the same kind. */
export function leftOutReason(amount: bigint, minAmount: bigint): LeftOutReason | null {
  if (amount <= 0n) return 'NOTHING_OWED';
  return amount < minAmount ? 'BELOW_MINIMUM' : null;
}

/** What decides who is in a batch. */
export interface BatchLimits {
  /** Smallest payout, minor units. */
  readonly minAmount: bigint;
  readonly payoutsMax: number;
}

/** Tells sums that a batch would pay from those it would leave out, in their order. */
export function sortOut<T extends { readonly amount: bigint }>(
  sums: readonly T[],
  { minAmount, payoutsMax }: BatchLimits,
): { readonly paid: T[]; readonly leftOut: { readonly sum: T; readonly reason: LeftOutReason }[] } {
  const paid: T[] = [];
  const leftOut: { sum: T; reason: LeftOutReason }[] = [];
  for (const sum of sums) {
    const full = paid.length < payoutsMax ? null : 'BATCH_FULL';
    const reason = leftOutReason(sum.amount, minAmount) ?? full;
    if (reason === null) paid.push(sum);
    else leftOut.push({ sum, reason });
  }
  return { paid, leftOut };
}

/** How an asset is paid out unless a batch is edited: on its chain where there is a way. */
export function defaultMethod(asset: string): PayoutMethod {
  return payoutMethods.find((method) => assetOf(method) === asset) ?? 'MANUAL';
}

/** Whether a method moves an asset. People move any. */
export function fitsAsset(method: PayoutMethod, asset: string): boolean {
  return [null, asset].includes(assetOf(method));
}

/** Sums commissions up, one payout for each affiliate and asset whose sum is to be paid. What is left out is not in it. */
export function planPayouts(
  commissions: readonly PayableCommission[],
  minAmount: bigint,
): PlannedPayout[] {
  const groups = new Map<string, { readonly first: PayableCommission; items: BatchItem[] }>();
  for (const commission of commissions) {
    const key = `${commission.affiliateId} ${commission.asset}`;
    const group = groups.get(key) ?? { first: commission, items: [] };
    groups.set(key, group);
    group.items.push({ commissionId: commission.id, amount: commission.amount });
  }
  const planned: PlannedPayout[] = [];
  for (const { first, items } of groups.values()) {
    const { affiliateId, wallet, asset } = first;
    const amount = items.reduce((sum, item) => sum + item.amount, 0n);
    if (leftOutReason(amount, minAmount) !== null) continue;
    planned.push({ affiliateId, wallet, asset, method: defaultMethod(asset), amount, items });
  }
  return planned;
}

function assetOf(method: PayoutMethod): string | null {
  const assets: Partial<Record<PayoutMethod, string>> = onChainAsset;
  return assets[method] ?? null;
}
