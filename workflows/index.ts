/** The entry of the workflow bundle: Temporal finds workflow types by these names. */
export { claim } from './claim.ts';
export { expireAnswers } from './expire-answers.ts';
export { payoutBatch as payout_batch } from './payout-batch.ts';
export { register } from './register.ts';
export { releaseCommissions } from './release-commissions.ts';
export { reversal } from './reversal.ts';
export { sweep } from './sweep.ts';
