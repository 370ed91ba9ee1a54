const refusal = { stored: false } as const;

/** Codes about who brought whom and who may; part of the one table in error-codes.ts, which checks their form. */
export const referralErrorCodes = {
  WALLET_PROOF_REQUIRED: {
    status: 403,
    title: 'Proof of the wallet required',
    retry: 'changed',
    ...refusal,
    meaning: 'The program registers a wallet only with `proof`, a message that the wallet signed.',
  },
  TERMS_VERSION_TAKEN: {
    status: 409,
    title: 'Version of the terms taken',
    retry: 'changed',
    stored: true,
    meaning:
      'The program has published this version of its terms already; a version never changes.',
  },
  UNKNOWN_REFERRAL: {
    status: 422,
    title: 'Unknown referral',
    retry: 'changed',
    ...refusal,
    meaning:
      'The code or wallet that is named belongs to no affiliate of the program, or the two that are named belong to different ones.',
  },
  SELF_REFERRAL: {
    status: 422,
    title: 'Self-referral',
    retry: 'changed',
    stored: true,
    meaning: 'The wallet names itself, by address or by its own code.',
  },
  REFERRAL_CYCLE: {
    status: 422,
    title: 'Referral in a circle',
    retry: 'changed',
    ...refusal,
    meaning:
      'The affiliate that is named was itself brought, through whatever chain, by this wallet.',
  },
  AFFILIATE_SUSPENDED: {
    status: 422,
    title: 'Affiliate suspended',
    retry: 'changed',
    ...refusal,
    meaning:
      'The affiliate that is named is suspended and brings nobody new; without naming it the request goes through.',
  },
  TERMS_NOT_CURRENT: {
    status: 422,
    title: 'Not the current terms',
    retry: 'changed',
    ...refusal,
    meaning:
      'Another version or text of the terms was signed than the program has published; `currentTerms` names it.',
  },
  TREE_TOO_DEEP: {
    status: 422,
    title: 'Tree too deep',
    retry: 'changed',
    ...refusal,
    meaning: 'The parent has as many affiliates above it as the tree may be deep.',
  },
} as const;
