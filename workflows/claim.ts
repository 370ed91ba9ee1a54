import type { SagaOutcome } from '../domain/sagas/saga-context.ts';
import { type IntentWorkflowInput, runIntent } from './run-intent.ts';

/** Runs the claim saga of one intent. */
export function claim(input: IntentWorkflowInput): Promise<SagaOutcome> {
  return runIntent('claim', input);
}
