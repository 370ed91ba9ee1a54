import type { IntentState } from '../domain/intent-state.ts';
import type { RunRef, SagaActivities } from '../domain/sagas/saga-activities.ts';
import type { Metrics } from './metrics.ts';

/** The one thing that is counted here. */
export type TransitionCounter = Pick<Metrics, 'transition'>;

/** Kinds by intent, of the runs this process has opened lately; bounded, because it is only for labels. */
const rememberedMax = 10_000;

/** Counts the transitions the activities make, by kind and state, without a word of it in the activities. */
export function withTransitionMetrics(
  activities: SagaActivities,
  metrics: TransitionCounter,
): SagaActivities {
  const kinds = new Map<string, string>();
  const count = (run: RunRef, state: IntentState) =>
    metrics.transition(kinds.get(run.intentId) ?? 'unknown', state);
  return {
    ...activities,
    async openRun(run) {
      const view = await activities.openRun(run);
      if (kinds.size >= rememberedMax) kinds.clear();
      kinds.set(run.intentId, view.kind);
      if (view.state === 'LOCKED') count(run, 'LOCKED');
      return view;
    },
    async submitTransaction(request) {
      const refused = await activities.submitTransaction(request);
      if (refused?.status === undefined) count(request.run, 'SUBMITTED');
      return refused;
    },
    async confirmTransaction(request) {
      const check = await activities.confirmTransaction(request);
      if (check.status === 'confirmed') count(request.run, 'CONFIRMED');
      return check;
    },
    async settleIntent(request) {
      const outcome = await activities.settleIntent(request);
      if (outcome === undefined || outcome.status === 'settled') count(request.run, 'SETTLED');
      else count(request.run, outcome.state);
      return outcome;
    },
    async reverseIntent(run) {
      const check = await activities.reverseIntent(run);
      if (check.status === 'reversed') count(run, 'SETTLED');
      return check;
    },
    async failIntent(request) {
      await activities.failIntent(request);
      count(request.run, 'FAILED');
    },
  };
}
