import type { IntentKind } from '../domain/sagas/registry.ts';
import type { Decision } from '../domain/sagas/saga-activities.ts';

/** What the orchestrator is told when an intent is to run. Ids only: payloads stay small. */
export interface IntentStart {
  readonly workflowId: string;
  readonly kind: IntentKind;
  readonly intentId: string;
  readonly programSlug: string;
  /** W3C trace context of the accepting request. */
  readonly traceparent: string | null;
}

/** What became of a signal: `no-run` when there is no run to take it in. */
export type SignalOutcome = 'delivered' | 'no-run';

/**
 * The newest run of a workflow. `closed` by completion or failure, by somebody's hand or by a timeout; `none` when
 * the orchestrator does not (or no longer) know the workflow.
 */
export type RunState =
  | {
      readonly status: 'running';
      /** What keeps failing in it, as far as the orchestrator can tell. */
      readonly trouble: string | null;
    }
  | { readonly status: 'none' }
  | {
      readonly status: 'closed';
      readonly how: 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out' | 'continued';
    };

/**
 * What became of the delivery of a decision. `taken`: the run will carry it out. `not-parked`: the run has nothing
 * to decide, now. `no-run`: there is no run. `unanswered`: no worker answered; it may still be taken.
 */
export type DecisionDelivery = 'taken' | 'not-parked' | 'no-run' | 'unanswered';

/**
 * Runs sagas durably: Temporal in REAL, in this process in MOCK. Every method is idempotent and may
 * throw when the orchestrator can not be reached; the intent's row, not this, is the lasting guard.
 */
export interface Orchestrator {
  readonly engine: 'temporal' | 'in-process';
  /** Starts an intent's saga under its workflow ID; does nothing when it runs or has completed. */
  start(start: IntentStart): Promise<void>;
  /**
   * As {@link start}, also where the workflow has completed. Only for an intent whose row was seen open after its
   * workflow was seen completed: the row decides, not the orchestrator (design rule 6).
   */
  startAgain(start: IntentStart): Promise<void>;
  /** The newest run of a workflow, as it is now. */
  runState(workflowId: string): Promise<RunState>;
  /**
   * Which of the given workflows run, asked in one go. Read from an index that may be some seconds, or after a
   * fault even longer, behind: what must be certain asks {@link runState}.
   */
  seemRunning(workflowIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many workers have asked for work lately. */
  workersPolling(): Promise<number>;
  /** Tells a running saga that the chain has news for it; a saga that is not there is not an error. */
  signalChain(workflowId: string): Promise<SignalOutcome>;
  /** Delivers an operator's decision, once per `decisionId`; waits only a few seconds for whoever runs the saga. */
  decide(workflowId: string, decisionId: string, decision: Decision): Promise<DecisionDelivery>;
  /** Resolves when the orchestrator answers. */
  healthCheck(): Promise<void>;
  /** Stops taking work and waits for what runs to reach a safe point. */
  close(): Promise<void>;
}
