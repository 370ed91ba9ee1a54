import type { Decision } from '../../domain/sagas/saga-activities.ts';

/** An operator's decision, as a relay would deliver it. */
export function openedDecision(type: Decision['type']): Decision {
  return { type, operator: 'operator:test', reason: 'because the test says so' };
}
