import { ApiError } from './errors.ts';

/** Whom a registration names as its referrer: an affiliate's code, or wallet, or both of the same affiliate. */
export interface NamedReferrer {
  /** In any case. */
  readonly code?: string;
  /** Lower case. */
  readonly wallet?: string;
}

/** An affiliate as far as bringing somebody goes. */
export interface ReferringAffiliate {
  readonly id: string;
  /** Lower case. */
  readonly wallet: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
}

/** What the database knows of the ones that were named; null: nobody. */
export interface FoundReferrers {
  readonly byCode: ReferringAffiliate | null;
  readonly byWallet: ReferringAffiliate | null;
}

/**
 * The affiliate that a registration of `wallet` names; null when it names nobody. Judged whether or not it still
 * matters, since no later event makes it right: codes do not change hands.
 * @returns ApiError SELF_REFERRAL where it names the wallet itself, UNKNOWN_REFERRAL where somebody who is no
 * affiliate of the program, or two different ones.
 */
export function referrerOf(
  wallet: string,
  named: NamedReferrer | null,
  { byCode, byWallet }: FoundReferrers,
): ReferringAffiliate | null | ApiError {
  if (named === null) return null;
  if (named.wallet === wallet || byCode?.wallet === wallet) return new ApiError('SELF_REFERRAL');
  if (named.code !== undefined && byCode === null)
    return unknownReferral(`No affiliate of the program has the code "${named.code}".`);
  if (named.wallet !== undefined && byWallet === null)
    return unknownReferral(
      'The wallet that is named as the referrer is no affiliate of the program.',
    );
  if (byCode !== null && byWallet !== null && byCode.id !== byWallet.id)
    return unknownReferral('The code and the wallet belong to two different affiliates.');
  return byCode ?? byWallet;
}

function unknownReferral(detail: string): ApiError {
  return new ApiError('UNKNOWN_REFERRAL', detail);
}

/**
 * Whether an affiliate may bring a wallet now, where that would be written down.
 * @param closesLoop whether whoever brought the affiliate was, through whatever chain, brought by the wallet
 */
export function mayBring(affiliate: ReferringAffiliate, closesLoop: boolean): ApiError | null {
  if (affiliate.status === 'SUSPENDED') return new ApiError('AFFILIATE_SUSPENDED');
  return closesLoop ? new ApiError('REFERRAL_CYCLE') : null;
}
