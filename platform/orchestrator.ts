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

/**
 * Runs sagas durably: Temporal in REAL, in this process in MOCK. Every method is idempotent and may
 * throw when the orchestrator can not be reached; the intent's row, not this, is the lasting guard.
 */
export interface Orchestrator {
  readonly engine: 'temporal' | 'in-process';
  /** Starts an intent's saga under its workflow ID; does nothing when it runs or has completed. */
  start(start: IntentStart): Promise<void>;
  /** Tells a running saga that the chain has news for it; a saga that is not there is not an error. */
  signalChain(workflowId: string): Promise<void>;
  /** Delivers an operator's decision, once per `decisionId`. */
  decide(workflowId: string, decisionId: string, decision: Decision): Promise<void>;
  /** Resolves when the orchestrator answers. */
  healthCheck(): Promise<void>;
  /** Stops taking work and waits for what runs to reach a safe point. */
  close(): Promise<void>;
}
