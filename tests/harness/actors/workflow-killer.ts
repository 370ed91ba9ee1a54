/** What an operator, or a fault, can do to a workflow by hand, at the server itself. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalClient } from '../../../platform/temporal-connection.ts';

export const interventions = ['terminate', 'cancel', 'reset', 'delete'] as const;
export type Intervention = (typeof interventions)[number];

/**
 * Does it to the newest run under a workflow ID. Gives false when there was nothing to do it to: the workflow
 * is gone or closed already, or has not come far enough to be reset.
 */
export async function intervene(
  temporal: TemporalClient,
  workflowId: string,
  how: Intervention,
): Promise<boolean> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  try {
    if (how === 'terminate') await handle.terminate('by hand');
    else if (how === 'cancel') await handle.cancel();
    else if (how === 'reset') return await reset(temporal, workflowId);
    else await remove(temporal, workflowId);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isGone(error)) return false;
    throw error;
  }
}

/**
 * Back to the newest workflow task: the new run finds in its history that it has opened the intent, which the old
 * one did, so every step of it is shut out by the fence and it completes at once.
 */
async function reset({ client, connection }: TemporalClient, workflowId: string): Promise<boolean> {
  // Named, since another run may have followed by the time it is reset, whose history is another one.
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const newest = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
  if (newest === undefined) return false;
  await connection.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'by hand',
    workflowTaskFinishEventId: newest.eventId ?? null,
    requestId: randomUUID(),
  });
  return true;
}

/** As if its retention were over; a run under way is ended with it. */
async function remove({ client, connection }: TemporalClient, workflowId: string): Promise<void> {
  await connection.workflowService.deleteWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
  });
}

/** The raw service's NOT_FOUND and FAILED_PRECONDITION. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 5 || error.code === 9);
}
