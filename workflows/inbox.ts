import { ApplicationFailure, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { problemOfDecision } from '../domain/sagas/decision.ts';
import { tellingParked } from '../domain/sagas/parking.ts';
import type { Decision, SagaActivities } from '../domain/sagas/saga-activities.ts';

/** The watcher has news from the chain. */
export const chainSignal = defineSignal('chain');

/** An operator's decision on a parked intent. Its update ID is the decision's, so it counts once. */
export const decideUpdate = defineUpdate<void, [Decision]>('decide');

/** What has reached a run from outside and not been dealt with. */
export interface Inbox {
  chainNews: boolean;
  readonly decisions: Decision[];
  /** The activities, watched for when the intent is parked: only then is there something to decide. */
  readonly activities: SagaActivities;
}

/**
 * Opens the run's doors. Handlers are set before anything is awaited, so nothing is missed. A decision is
 * refused unless the intent is parked: kept, it would decide about a later parking that its operator never saw.
 */
export function openInbox(activities: SagaActivities): Inbox {
  let parked = false;
  const inbox: Inbox = {
    chainNews: false,
    decisions: [],
    activities: tellingParked(activities, (told) => {
      parked = told;
      if (!parked) inbox.decisions.length = 0;
    }),
  };
  setHandler(chainSignal, () => {
    inbox.chainNews = true;
  });
  setHandler(decideUpdate, (decision) => void inbox.decisions.push(decision), {
    validator: (decision) => checkDecision(decision, parked),
    description: 'Decide on a parked intent: retry or abandon.',
  });
  return inbox;
}

/** Refuses, before it enters the history, what is not a decision or has nothing to decide. */
function checkDecision(decision: unknown, parked: boolean): void {
  const problem = problemOfDecision(decision);
  if (problem !== null) throw ApplicationFailure.nonRetryable(problem, 'InvalidDecision');
  if (!parked) throw ApplicationFailure.nonRetryable('The intent is not parked', 'NotParked');
}
