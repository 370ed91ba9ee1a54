import type { CommissionKind } from './commission-status.ts';
import { invariant } from './errors.ts';

/** The rule below. A change of what it computes gets another name, so that old results can still be explained. */
export const commissionRuleVersion = 'direct-override-1';

/** Basis points in the whole. */
const wholeBps = 10_000n;

/** What a program pays for a fee that was earned. */
export interface CommissionRates {
  /** Basis points of the fee for who brought the payer. */
  readonly directBps: number;
  /** Basis points of the fee for each affiliate above that one. */
  readonly overrideBps: number;
  /** How many levels earn: 1 is the referrer alone, 0 nobody. */
  readonly maxDepth: number;
}

/** An affiliate above the payer. A suspended one earns nothing, and nobody else earns it instead. */
export interface LineMember {
  readonly affiliateId: string;
  readonly active: boolean;
}

/** Part of a fee. */
export interface CommissionPart {
  readonly affiliateId: string;
  readonly kind: CommissionKind;
  /** 1 is the referrer. */
  readonly level: number;
  readonly bps: number;
  /** Minor units, positive. */
  readonly amount: bigint;
}

/** A fee, split: the parts and what is kept sum to it. */
export interface CommissionSplit {
  readonly parts: readonly CommissionPart[];
  readonly kept: bigint;
}

/**
 * Splits a fee (minor units) between the affiliates above the payer and the program (contract section 5): each part
 * is `floor(fee * bps / 10000)`, and whatever is left stays with the program. Parts of nothing are left out.
 * @param line the affiliates above the payer, nearest first
 * @throws InvariantViolation when the rates would give away more than the fee.
 */
export function splitFee(
  fee: bigint,
  { directBps, overrideBps, maxDepth }: CommissionRates,
  line: readonly LineMember[],
): CommissionSplit {
  const parts = line.slice(0, Math.max(maxDepth, 0)).flatMap((member, index) => {
    const bps = index === 0 ? directBps : overrideBps;
    const amount = (fee * BigInt(bps)) / wholeBps;
    if (!member.active || amount === 0n) return [];
    const kind: CommissionKind = index === 0 ? 'DIRECT' : 'OVERRIDE';
    return [{ affiliateId: member.affiliateId, kind, level: index + 1, bps, amount }];
  });
  const kept = parts.reduce((left, { amount }) => left - amount, fee);
  invariant(kept >= 0n, `Expected commissions of at most ${fee}, got ${fee - kept}`);
  return { parts, kept };
}
