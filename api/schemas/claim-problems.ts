/** Why a program takes no claim from a wallet now. */
export const claimGateProblems = [
  'PROGRAM_PAUSED',
  'KYC_REQUIRED',
  'PAYMENT_REQUIRED',
  'TOKEN_NOT_ACCEPTED',
] as const;

/** Why a claim is refused that names its payment. */
export const claimRecordProblems = [
  ...claimGateProblems,
  'ALREADY_CLAIMED',
  'PAYMENT_ALREADY_USED',
  'NOT_REGISTERED',
  'QUOTE_NOT_FOUND',
] as const;
