import { context, propagation } from '@opentelemetry/api';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { IntentStart, Orchestrator } from './orchestrator.ts';
import { startAttributes, type TemporalClient } from './temporal-connection.ts';
import { deliverDecision } from './temporal-decisions.ts';
import { countPollers, readRunning, readRunState } from './temporal-runs.ts';

/** Options of {@link createTemporalOrchestrator}. */
export interface TemporalOrchestratorOptions {
  readonly temporal: TemporalClient;
  readonly taskQueue: string;
  /** Longest one call to Temporal may take. @default 10000 */
  readonly callTimeoutMs?: number;
}

/**
 * Runs intents as Temporal workflows under their workflow IDs. `ALLOW_DUPLICATE_FAILED_ONLY`: a
 * terminated or lost run can be started again, a completed one can not; `USE_EXISTING`: a start that
 * finds its run is content (design rule 6). Only `startAgain`, for an intent that is open although its workflow
 * has completed, lifts the former. The worker that runs the sagas is another process.
 */
export function createTemporalOrchestrator(options: TemporalOrchestratorOptions): Orchestrator {
  const { temporal, taskQueue, callTimeoutMs = 10_000 } = options;
  const { client, connection } = temporal;
  const within = <T>(call: () => Promise<T>) =>
    connection.withDeadline(Date.now() + callTimeoutMs, call);

  async function start(
    intent: IntentStart,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' | 'ALLOW_DUPLICATE',
  ): Promise<void> {
    try {
      await within(() =>
        client.workflow.start(intent.kind, {
          taskQueue,
          workflowId: intent.workflowId,
          workflowIdReusePolicy,
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [{ intentId: intent.intentId }],
          typedSearchAttributes: startAttributes(intent.programSlug, intent.kind),
          staticSummary: `${intent.kind} in ${intent.programSlug}`,
        }),
      );
    } catch (error) {
      // It has completed: what became of the intent is in its row, not here.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  return {
    engine: 'temporal',
    start: (intent) =>
      inTraceOf(intent.traceparent, () => start(intent, 'ALLOW_DUPLICATE_FAILED_ONLY')),
    startAgain: (intent) => inTraceOf(intent.traceparent, () => start(intent, 'ALLOW_DUPLICATE')),
    runState: (workflowId) => within(() => readRunState(temporal, workflowId)),
    seemRunning: (workflowIds) => within(() => readRunning(temporal, workflowIds)),
    workersPolling: () => within(() => countPollers(temporal, taskQueue)),
    async signalChain(workflowId) {
      try {
        await within(() => client.workflow.getHandle(workflowId).signal('chain'));
        return 'delivered';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'no-run';
        throw error;
      }
    },
    decide: (workflowId, decisionId, decision) =>
      deliverDecision(temporal, { workflowId, decisionId, decision }),
    async healthCheck() {
      await within(() => connection.workflowService.getSystemInfo({}));
    },
    close: () => temporal.close(),
  };
}

/** Runs `work` in the trace that a stored `traceparent` names, so that a relayed start continues it. */
function inTraceOf<T>(traceparent: string | null, work: () => Promise<T>): Promise<T> {
  if (traceparent === null) return work();
  return context.with(propagation.extract(context.active(), { traceparent }), work);
}
