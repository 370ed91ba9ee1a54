import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  ContinueAsNew,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import { invariant, RunFenced } from '../domain/errors.ts';
import { type IntentKind, sagas } from '../domain/sagas/registry.ts';
import {
  runSaga,
  type Saga,
  type SagaContext,
  type SagaOutcome,
} from '../domain/sagas/saga-context.ts';
import { sagaActivities } from './activity-proxies.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { openProgress, type Progress } from './progress.ts';

/** A run that has come so far goes on as a new one: well below where Temporal warns, so that a replay stays short. */
const historyEventsMax = 500;

/** What an intent's workflow is started with: ids only. */
export interface IntentWorkflowInput {
  readonly intentId: string;
}

/**
 * The body of every intent workflow: gives the saga of a kind its context and runs it to its end. A business
 * failure completes the workflow, and so does a newer run; an unexpected error parks the intent.
 * @throws ApplicationFailure, not retryable, when not even parking works, or when the intent is of another kind. A
 * plain error would fail the workflow task again and again; this ends the run, which can be started anew under its ID.
 */
export async function runIntent(
  kind: IntentKind,
  input: IntentWorkflowInput,
  saga: Saga = sagas[kind],
): Promise<SagaOutcome> {
  const inbox = openInbox(sagaActivities);
  const progress = openProgress();
  try {
    const outcome = await runSaga({ ...contextOf(input, inbox, progress), kind }, saga);
    progress.publish();
    return outcome;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    // Parking and resuming meet the fence, too.
    if (error instanceof RunFenced) return { state: 'FENCED' };
    throw isCancellation(error) ? error : finalFailure(error);
  } finally {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

function contextOf(
  input: IntentWorkflowInput,
  inbox: Inbox,
  progress: Progress,
): Omit<SagaContext, 'kind'> {
  const { runId, runStartTime } = workflowInfo();
  return {
    run: { intentId: input.intentId, runId, runFence: runStartTime.getTime() },
    activities: inbox.activities,
    async waitForChain(timeoutMs) {
      progress.publish();
      await condition(() => inbox.chainNews, timeoutMs);
      inbox.chainNews = false;
    },
    async waitForDecision() {
      progress.publish();
      await condition(() => inbox.decisions.length > 0);
      const decision = inbox.decisions.shift();
      invariant(decision !== undefined, 'Expected a decision after waiting for one');
      return decision;
    },
    async startAfresh() {
      const { continueAsNewSuggested, historyLength } = workflowInfo();
      if (!continueAsNewSuggested && historyLength < historyEventsMax) return;
      progress.publish();
      await condition(allHandlersFinished);
      await continueAsNew<(again: IntentWorkflowInput) => Promise<SagaOutcome>>(input);
    },
    report: progress.report,
    isCancellation: (error) => isCancellation(error) || error instanceof ContinueAsNew,
    patched,
  };
}

function finalFailure(error: unknown): ApplicationFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const { message, name: type } = cause;
  return ApplicationFailure.create({ message, type, nonRetryable: true, cause });
}
