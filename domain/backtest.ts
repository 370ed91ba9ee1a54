import { type CommissionInputs, earningLine } from './commission-inputs.ts';
import { type CommissionRates, splitFee } from './commission-split.ts';

/** A payment of the past: what it earned, by what it was split, and who got how much. */
export interface PastRun {
  readonly asset: string;
  readonly fee: bigint;
  readonly inputs: CommissionInputs;
  readonly parts: readonly { readonly affiliateId: string; readonly amount: bigint }[];
}

/** What rules come to: in fact, and as they would have. Minor units. */
export interface Compared {
  readonly accrued: bigint;
  readonly wouldAccrue: bigint;
}

/** All payments in one asset; what is not accrued the program keeps. */
export interface AssetTotals extends Compared {
  readonly asset: string;
  readonly payments: number;
  readonly fees: bigint;
}

/** An affiliate to whom the other rules would have made a difference. */
export interface AffiliateDifference extends Compared {
  readonly affiliateId: string;
  readonly asset: string;
}

/** What other rules would have paid. */
export interface Backtest {
  readonly payments: number;
  /** By asset, in its alphabetical order. */
  readonly totals: readonly AssetTotals[];
  /** Those with the largest difference first. */
  readonly differences: readonly AffiliateDifference[];
}

/** Takes payments of the past in one by one, and gives what other rules would have paid for all of them. */
export interface Backtester {
  take(run: PastRun): void;
  result(): Backtest;
}

/** Applies other rates to payments of the past: the same fees, the same affiliates above the payers. */
export function createBacktester(rates: CommissionRates): Backtester {
  const totals = new Map<string, AssetTotals>();
  const byAffiliate = new Map<string, AffiliateDifference>();
  let payments = 0;

  function add(asset: string, affiliateId: string, more: Compared): void {
    const key = `${asset} ${affiliateId}`;
    const known = byAffiliate.get(key) ?? { asset, affiliateId, accrued: 0n, wouldAccrue: 0n };
    byAffiliate.set(key, { ...known, ...sum(known, more) });
  }

  return {
    take({ asset, fee, inputs, parts }) {
      const wouldBe = splitFee(fee, rates, earningLine(inputs)).parts;
      for (const { affiliateId, amount } of parts)
        add(asset, affiliateId, { accrued: amount, wouldAccrue: 0n });
      for (const { affiliateId, amount } of wouldBe)
        add(asset, affiliateId, { accrued: 0n, wouldAccrue: amount });
      const known = totals.get(asset) ?? { ...none, asset, payments: 0, fees: 0n };
      const more = { accrued: totalOf(parts), wouldAccrue: totalOf(wouldBe) };
      const counted = { payments: known.payments + 1, fees: known.fees + fee };
      totals.set(asset, { asset, ...counted, ...sum(known, more) });
      payments += 1;
    },
    result: () => ({
      payments,
      totals: [...totals.values()].sort((a, b) => compare(a.asset, b.asset)),
      differences: [...byAffiliate.values()]
        .filter(({ accrued, wouldAccrue }) => accrued !== wouldAccrue)
        .sort(
          (a, b) =>
            compare(distance(b), distance(a)) ||
            compare(a.affiliateId, b.affiliateId) ||
            compare(a.asset, b.asset),
        ),
    }),
  };
}

const none: Compared = { accrued: 0n, wouldAccrue: 0n };

function sum(a: Compared, b: Compared): Compared {
  return { accrued: a.accrued + b.accrued, wouldAccrue: a.wouldAccrue + b.wouldAccrue };
}

function totalOf(parts: readonly { readonly amount: bigint }[]): bigint {
  return parts.reduce((total, { amount }) => total + amount, 0n);
}

function distance({ accrued, wouldAccrue }: Compared): bigint {
  return accrued > wouldAccrue ? accrued - wouldAccrue : wouldAccrue - accrued;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
