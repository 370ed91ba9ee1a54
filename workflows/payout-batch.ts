import type { SagaOutcome } from '../domain/sagas/saga-context.ts';
import { type IntentWorkflowInput, runIntent } from './run-intent.ts';

/** Carries out the payouts of one batch. */
export function payoutBatch(input: IntentWorkflowInput): Promise<SagaOutcome> {
  return runIntent('payout_batch', input);
}
