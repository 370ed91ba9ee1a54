import type { SagaOutcome } from '../domain/sagas/saga-context.ts';
import { type IntentWorkflowInput, runIntent } from './run-intent.ts';

/** Runs the registration saga of one intent. */
export function register(input: IntentWorkflowInput): Promise<SagaOutcome> {
  return runIntent('register', input);
}
