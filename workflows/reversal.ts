import type { SagaOutcome } from '../domain/sagas/saga-context.ts';
import { type IntentWorkflowInput, runIntent } from './run-intent.ts';

/** Runs the reversal of one intent. */
export function reversal(input: IntentWorkflowInput): Promise<SagaOutcome> {
  return runIntent('reversal', input);
}
