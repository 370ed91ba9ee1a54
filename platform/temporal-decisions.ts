import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Decision } from '../domain/sagas/saga-activities.ts';
import type { DecisionDelivery } from './orchestrator.ts';
import type { TemporalClient } from './temporal-connection.ts';

/** Without a worker nobody accepts an update; the relay comes back, so waiting longer gains nothing. */
const answerTimeoutMs = 2500;

/** A decision on its way to its workflow. */
export interface DecisionToDeliver {
  readonly workflowId: string;
  /** Also the update's ID, so that a run takes it in once however often it is delivered. */
  readonly decisionId: string;
  readonly decision: Decision;
}

/**
 * Delivers a decision as an update, without waiting for a worker that is not there.
 * @throws ServiceError when Temporal does not answer; WorkflowUpdateFailedError when the run refuses it for
 * anything but not being parked.
 */
export async function deliverDecision(
  { client, connection }: TemporalClient,
  { workflowId, decisionId, decision }: DecisionToDeliver,
): Promise<DecisionDelivery> {
  try {
    return await connection.withDeadline(Date.now() + answerTimeoutMs, async () => {
      const update = await client.workflow.getHandle(workflowId).startUpdate('decide', {
        args: [decision],
        updateId: decisionId,
        waitForStage: 'ACCEPTED',
      });
      // The handler only notes the decision, so the answer is there already; it tells of a refusal.
      await update.result();
      return 'taken' as const;
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-run';
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'unanswered';
    if (isNotParked(error)) return 'not-parked';
    throw error;
  }
}

function isNotParked(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'NotParked'
  );
}
