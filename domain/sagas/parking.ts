import type { SagaActivities } from './saga-activities.ts';

/**
 * The activities, telling whether the intent is parked: only then is there something to decide. Both drivers
 * refuse a decision at any other time: kept, it would decide about a later parking that nobody has seen.
 */
export function tellingParked(
  activities: SagaActivities,
  tell: (parked: boolean) => void,
): SagaActivities {
  return {
    ...activities,
    async openRun(run) {
      const intent = await activities.openRun(run);
      // An earlier run parked it and is gone; this one goes on waiting.
      if (typeof intent.parkedReason === 'string') tell(true);
      return intent;
    },
    async parkIntent(request) {
      // Before the row says so: an operator who sees it parked must not be refused.
      tell(true);
      await activities.parkIntent(request);
    },
    async resumeIntent(request) {
      const outcome = await activities.resumeIntent(request);
      if (outcome.status !== 'refused') tell(false);
      return outcome;
    },
  };
}
