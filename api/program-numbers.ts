import { formatMinor } from '../domain/money.ts';
import { dollarDecimals, programTokenDecimals } from '../domain/program-rules.ts';

/** The fee as older clients know it, in dollars: the double nearest to it. */
export function feeDollars({ feeAmount }: { readonly feeAmount: bigint }): number {
  return Number(formatMinor(feeAmount, dollarDecimals));
}

/** What a claim delivers as older clients know it, in whole program tokens: the double nearest to it. */
export function claimTokens({ claimAmount }: { readonly claimAmount: bigint }): number {
  return Number(formatMinor(claimAmount, programTokenDecimals));
}
