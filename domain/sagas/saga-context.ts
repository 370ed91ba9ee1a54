import { BusinessFailure, IntentEnded, RunFenced, WrongSaga } from '../errors.ts';
import type { IntentState } from '../intent-state.ts';
import type { Decision, IntentView, RunRef, SagaActivities } from './saga-activities.ts';

/**
 * Everything a saga may touch besides pure code. A Temporal workflow and the in-process driver each
 * provide one (design rule 8), so a saga is written once and stays deterministic.
 */
export interface SagaContext {
  readonly run: RunRef;
  /** The kind of intents that the saga is made for. */
  readonly kind: string;
  readonly activities: SagaActivities;
  /**
   * Waits for the watcher's signal, at most `timeoutMs`. A signal that came since the last wait
   * counts, so that none is lost between a check and the wait.
   */
  waitForChain(timeoutMs: number): Promise<void>;
  /** Waits, without limit, for an operator's decision. */
  waitForDecision(): Promise<Decision>;
  /**
   * Where a run has grown long, ends it and goes on as a new one from the saga's beginning (Temporal's
   * continue-as-new); otherwise does nothing. To be called where nothing is lost by that.
   */
  startAfresh(): Promise<void>;
  /** Tells operators where the intent is and what it is waiting for (Temporal's UI, search attributes). */
  report(progress: SagaProgress): void;
  /** True for errors that end the run from outside (cancellation), which a saga must not swallow. */
  isCancellation(error: unknown): boolean;
  /** Temporal's patch marker: guards a change of the order of steps for runs already under way. */
  patched(change: string): boolean;
}

/** Where a run is. `state` null: as before. */
export interface SagaProgress {
  readonly state: IntentState | null;
  readonly parked?: boolean;
  readonly details: string;
}

/** The steps of one intent kind, from LOCKED to SETTLED; re-entrant from any state in between. */
export type Saga = (context: SagaContext, intent: IntentView) => Promise<void>;

/** How a run ended. `FENCED`: a newer run of the same intent has taken over. */
export interface SagaOutcome {
  readonly state: 'SETTLED' | 'FAILED' | 'FENCED';
}

/**
 * Runs a saga to its end. Business failures end the intent in FAILED and complete the run; whatever
 * else goes wrong parks the intent until an operator decides, so that nothing retries for ever and
 * nothing is lost.
 * @throws WrongSaga when the intent is of another kind than the saga.
 */
export async function runSaga(context: SagaContext, saga: Saga): Promise<SagaOutcome> {
  for (;;) {
    try {
      return await runOnce(context, saga);
    } catch (error) {
      if (endsTheRun(context, error)) throw error;
      if (error instanceof RunFenced) return { state: 'FENCED' };
      const decided = await parkUnlessFenced(context, error);
      if (decided === 'abandoned') return { state: 'FAILED' };
      if (decided === 'fenced') return { state: 'FENCED' };
    }
  }
}

/** Whether an error is the run's own end: there is nothing to park, or not by this run. */
function endsTheRun(context: SagaContext, error: unknown): boolean {
  return context.isCancellation(error) || error instanceof WrongSaga;
}

async function runOnce(context: SagaContext, saga: Saga): Promise<SagaOutcome> {
  const { run, kind, activities } = context;
  let intent = await activities.openRun({ ...run, kind });
  // A run that was parked and lost: its successor waits for the same decision, and parks nothing anew.
  while (typeof intent.parkedReason === 'string') {
    const { state, parkedReason: reason } = intent;
    const decided = await awaitDecision(context, { state, reason });
    if (decided === 'abandoned') return { state: 'FAILED' };
    intent = await activities.openRun({ ...run, kind });
  }
  if (intent.state === 'SETTLED' || intent.state === 'FAILED') return { state: intent.state };
  // Whoever parks before anything was waited for is found under the state it is in.
  context.report({ state: intent.state, details: 'Opened.' });
  try {
    await saga(context, intent);
  } catch (error) {
    if (error instanceof IntentEnded) return await runOnce(context, saga);
    if (!(error instanceof BusinessFailure)) throw error;
    await activities.failIntent({ run, code: error.code, detail: error.message });
    context.report({ state: 'FAILED', details: `${error.code}: ${error.message}` });
    return { state: 'FAILED' };
  }
  context.report({ state: 'SETTLED', details: 'Settled.' });
  return { state: 'SETTLED' };
}

async function parkUnlessFenced(
  context: SagaContext,
  error: unknown,
): Promise<'resumed' | 'abandoned' | 'fenced'> {
  try {
    return await park(context, error);
  } catch (parkError) {
    if (parkError instanceof RunFenced) return 'fenced';
    throw parkError;
  }
}

async function park(context: SagaContext, error: unknown): Promise<'resumed' | 'abandoned'> {
  const { run, activities } = context;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await activities.parkIntent({ run, reason });
  return await awaitDecision(context, { state: null, reason });
}

/** Waits until an operator's decision has been carried out; a refused one keeps the intent parked. */
async function awaitDecision(
  context: SagaContext,
  parked: { readonly state: IntentState | null; readonly reason: string },
): Promise<'resumed' | 'abandoned'> {
  const { run, activities } = context;
  for (;;) {
    context.report({
      state: parked.state,
      parked: true,
      details: `Parked until an operator decides. ${parked.reason}`,
    });
    const decision = await context.waitForDecision();
    const outcome = await activities.resumeIntent({ run, decision });
    if (outcome.status === 'refused') continue;
    context.report({ state: null, parked: false, details: `Operator decided: ${decision.type}.` });
    return outcome.status;
  }
}
