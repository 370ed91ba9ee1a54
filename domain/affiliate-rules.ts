import { ApiError } from './errors.ts';
import type { ReferringAffiliate } from './referral-rules.ts';

/** Most ancestors an affiliate can have: bounds what walks the tree upwards. */
export const affiliateDepthMax = 64;

/** What an application to be an affiliate is judged by. */
export interface AffiliateFacts {
  readonly programActive: boolean;
  /** What the program asks its affiliates to agree to; null where it has published nothing. */
  readonly currentTerms: TermsReference | null;
  /** The affiliate that has the code the applicant gave; null when nobody has. */
  readonly parent: (ReferringAffiliate & { readonly depth: number }) | null;
}

/** A version of a program's terms and the SHA-256 of its text, hex in lower case. */
export interface TermsReference {
  readonly version: string;
  readonly hash: string;
}

/** What an applicant signed and under whom. */
export interface AffiliateApplication {
  readonly terms: TermsReference;
  readonly parentCode: string | null;
}

/**
 * Why a wallet that is no affiliate yet can not become one; null when it can. A program that has published no terms
 * takes what the applicant signed: the signature says which text it was.
 */
export function affiliateRefusal(
  { terms, parentCode }: AffiliateApplication,
  { programActive, currentTerms, parent }: AffiliateFacts,
): ApiError | null {
  if (!programActive) return new ApiError('PROGRAM_PAUSED');
  if (currentTerms !== null && !sameTerms(terms, currentTerms)) {
    return new ApiError('TERMS_NOT_CURRENT', undefined, {
      extra: { currentTerms },
      errors: [
        { field: '/terms', expected: `version ${currentTerms.version}, hash ${currentTerms.hash}` },
      ],
    });
  }
  if (parentCode === null) return null;
  if (parent === null) {
    return new ApiError(
      'UNKNOWN_REFERRAL',
      `No affiliate of the program has the code "${parentCode}".`,
      {
        errors: [{ field: '/parentCode', expected: 'the code of an affiliate of the program' }],
      },
    );
  }
  if (parent.status === 'SUSPENDED') return new ApiError('AFFILIATE_SUSPENDED');
  return parent.depth >= affiliateDepthMax ? new ApiError('TREE_TOO_DEEP') : null;
}

function sameTerms(a: TermsReference, b: TermsReference): boolean {
  return a.version === b.version && a.hash === b.hash;
}
