import { formatMinor, parseDecimal } from './money.ts';

/** Fees and payouts are in minor units of a dollar token with six decimals (schema: programs.fee_amount). */
export const dollarDecimals = 6;
/** The program token's. */
export const programTokenDecimals = 18;
/** A percentage has at most two: a hundredth of a percent is a basis point. */
const percentDecimals = 2;

/** A percentage as basis points, exactly. @throws RangeError with more than two decimals. */
export function basisPoints(percent: string): number {
  return Number(parseDecimal(percent, percentDecimals));
}

/** Basis points as the percentage that older clients know. */
export function percentOf(bps: number): number {
  return Number(formatMinor(BigInt(bps), percentDecimals));
}

/** What the commissions of a program come to at most. */
export interface CommissionRates {
  readonly directCommissionBps: number;
  readonly overrideCommissionBps: number;
  readonly maxAffiliateDepth: number;
}

/** Basis points of a fee that a full tree of ancestors earns together. */
export function commissionBpsMax(rates: CommissionRates): number {
  const overrides = Math.max(rates.maxAffiliateDepth - 1, 0);
  return rates.directCommissionBps + rates.overrideCommissionBps * overrides;
}
