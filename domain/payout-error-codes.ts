const refusal = { stored: false } as const;

/** Codes about commissions, payout batches and reversals; part of the one table in error-codes.ts, which checks their form. */
export const payoutErrorCodes = {
  NO_PAYABLE_COMMISSIONS: {
    status: 422,
    title: 'Nothing to pay out',
    retry: 'same',
    ...refusal,
    meaning:
      'No affiliate of the program has payable commissions of at least the smallest payout for that period.',
  },
  BATCH_EXISTS: {
    status: 409,
    title: 'Batch exists',
    retry: 'never',
    ...refusal,
    meaning: 'The period has a batch that is not cancelled; `batchId` names it.',
  },
  BATCH_STATE: {
    status: 409,
    title: 'Batch in another state',
    retry: 'changed',
    ...refusal,
    meaning: 'The batch is in a state in which this can not be done; `batchStatus` names it.',
  },
  BATCH_CHANGED: {
    status: 409,
    title: 'Batch changed',
    retry: 'changed',
    ...refusal,
    meaning:
      'The batch is not what it was when it was looked at: read it again. `digest` is its present one.',
  },
  APPROVALS_MISSING: {
    status: 409,
    title: 'Approvals missing',
    retry: 'same',
    ...refusal,
    meaning: 'Not enough people who neither made nor edited the batch have approved it as it is.',
  },
  SAME_OPERATOR: {
    status: 403,
    title: 'Same person',
    retry: 'changed',
    ...refusal,
    meaning: 'It takes another person: this one made or edited the batch, whichever key is used.',
  },
  PAYOUT_METHOD_UNAVAILABLE: {
    status: 422,
    title: 'Payout method not available',
    retry: 'changed',
    ...refusal,
    meaning:
      "The program's payouts can not be made that way: its treasury is not the platform's wallet, or the asset is another.",
  },
  NOT_REVERSIBLE: {
    status: 422,
    title: 'Not reversible',
    retry: 'never',
    ...refusal,
    meaning: 'Only the settlement of a paid claim can be reversed by people.',
  },
} as const;
