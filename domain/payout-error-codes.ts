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
    meaning:
      'Not enough people who neither made nor edited the batch have approved it as it is; another try of a payout by hand takes new approvals, by people who neither brought its result nor ask for the try.',
  },
  SAME_OPERATOR: {
    status: 403,
    title: 'Same person',
    retry: 'changed',
    ...refusal,
    meaning:
      'It takes another person: this one made or edited the batch, or brought the results of what is to be tried again, whichever key is used.',
  },
  PAYOUT_CONTRADICTED: {
    status: 409,
    title: 'Payout contradicted',
    retry: 'same',
    ...refusal,
    meaning:
      'A bank has said one thing of a payout and later another, so that it may have been paid: two people decide first (`POST /api/v2/payouts/:id/decision`).',
  },
  NOTHING_TO_DECIDE: {
    status: 409,
    title: 'Nothing to decide',
    retry: 'changed',
    ...refusal,
    meaning:
      'Of this payout a bank has not said two things, two people have decided already, or it was paid and has come back: then its intent is reversed.',
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
    meaning:
      'People reverse the settlement of a paid claim, and a payout by hand of which the bank has said that it came back.',
  },
} as const;
