import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  defineSignal,
  defineUpdate,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Decision } from '../domain/sagas/saga-activities.ts';
import {
  runSaga,
  type Saga,
  type SagaContext,
  type SagaOutcome,
} from '../domain/sagas/saga-context.ts';
import { sagaActivities } from './activity-proxies.ts';
import { isCancellationError } from './domain-errors.ts';

/** What an intent's workflow is started with: ids only. */
export interface IntentWorkflowInput {
  readonly intentId: string;
}

/** The watcher has news from the chain. */
export const chainSignal = defineSignal('chain');

/** An operator's decision on a parked intent. Its update ID is the decision's, so it counts once. */
export const decideUpdate = defineUpdate<void, [Decision]>('decide');

const stateKey = defineSearchAttributeKey('QuittanceState', SearchAttributeType.KEYWORD);
const parkedKey = defineSearchAttributeKey('QuittanceParked', SearchAttributeType.BOOL);

/**
 * The body of every intent workflow: gives the saga its context and runs it to its end. A business
 * failure completes the workflow; what runs here never fails a workflow task, which would retry for ever.
 */
export async function runIntent(saga: Saga, input: IntentWorkflowInput): Promise<SagaOutcome> {
  const inbox = openInbox();
  const progress = openProgress();
  const { runId, runStartTime } = workflowInfo();
  const context: SagaContext = {
    run: { intentId: input.intentId, runId, runFence: runStartTime.getTime() },
    activities: sagaActivities,
    async waitForChain(timeoutMs) {
      progress.publish();
      await condition(() => inbox.chainNews, timeoutMs);
      inbox.chainNews = false;
    },
    async waitForDecision() {
      progress.publish();
      await condition(() => inbox.decisions.length > 0);
      const decision = inbox.decisions.shift();
      if (decision === undefined) throw ApplicationFailure.nonRetryable('Expected a decision');
      return decision;
    },
    report: progress.report,
    isCancellation: isCancellationError,
    patched,
  };
  try {
    const outcome = await runSaga(context, saga);
    progress.publish();
    await condition(allHandlersFinished);
    return outcome;
  } catch (error) {
    if (isCancellationError(error) || error instanceof ApplicationFailure) throw error;
    // A plain error would fail the workflow task again and again; this fails the run, which can be started anew.
    throw ApplicationFailure.create({
      message: error instanceof Error ? error.message : String(error),
      type: error instanceof Error ? error.name : 'Error',
      nonRetryable: true,
      ...(error instanceof Error ? { cause: error } : {}),
    });
  }
}

/** What reaches the run from outside; handlers are set before anything is awaited, so nothing is missed. */
function openInbox(): { chainNews: boolean; readonly decisions: Decision[] } {
  const inbox: { chainNews: boolean; readonly decisions: Decision[] } = {
    chainNews: false,
    decisions: [],
  };
  setHandler(chainSignal, () => {
    inbox.chainNews = true;
  });
  setHandler(
    decideUpdate,
    (decision) => {
      inbox.decisions.push(decision);
    },
    { validator: checkDecision, description: 'Decide on a parked intent: retry or abandon.' },
  );
  return inbox;
}

/** Refuses what is not a decision before it enters the history. */
function checkDecision(decision: unknown): void {
  const fields = new Map(
    Object.entries(typeof decision === 'object' && decision !== null ? decision : {}),
  );
  const type = fields.get('type');
  const complete =
    typeof fields.get('operator') === 'string' && typeof fields.get('reason') === 'string';
  if ((type !== 'retry' && type !== 'abandon') || !complete) {
    throw ApplicationFailure.nonRetryable(
      'Expected {type: "retry" | "abandon", operator, reason}',
      'InvalidDecision',
    );
  }
}

/**
 * Collects progress and publishes search attributes only when the run is about to wait or end: within
 * a workflow task they change several times, and each change would be an event of its own.
 */
function openProgress() {
  let state: string = 'PENDING';
  let parked = false;
  let published = { state, parked };
  const report: SagaContext['report'] = (progress) => {
    state = progress.state ?? state;
    parked = progress.parked ?? parked;
    setCurrentDetails(progress.details);
  };
  function publish(): void {
    if (published.state === state && published.parked === parked) return;
    published = { state, parked };
    upsertSearchAttributes([
      { key: stateKey, value: state },
      { key: parkedKey, value: parked },
    ]);
  }
  return { report, publish };
}
