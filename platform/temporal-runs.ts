import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { RunState } from './orchestrator.ts';
import type { TemporalClient } from './temporal-connection.ts';

/** A poll waits a minute for work, and then the next begins: who has not asked for longer is gone. */
const polledWithinMs = 90_000;

type RawDescription = WorkflowExecutionDescription['raw'];

const closedBy = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
  CONTINUED_AS_NEW: 'continued',
} as const;

function isClosed(status: string): status is keyof typeof closedBy {
  return Object.hasOwn(closedBy, status);
}

/** The newest run under a workflow ID, from the server's own record of it. */
export async function readRunState(
  { client }: TemporalClient,
  workflowId: string,
): Promise<RunState> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    return isClosed(status.name)
      ? { status: 'closed', how: closedBy[status.name] }
      : { status: 'running', trouble: troubleOf(raw) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { status: 'none' };
    throw error;
  }
}

/** What the server counts more than one try of: an activity, or the workflow's own code. */
function troubleOf({ pendingActivities, pendingWorkflowTask }: RawDescription): string | null {
  if ((pendingWorkflowTask?.attempt ?? 0) > 1) {
    return `its workflow code fails (try ${pendingWorkflowTask?.attempt})`;
  }
  const failing = (pendingActivities ?? []).find(({ attempt }) => (attempt ?? 0) > 1);
  if (failing === undefined) return null;
  const why = failing.lastFailure?.message ?? 'without a reason';
  return `activity ${failing.activityType?.name} fails (try ${failing.attempt}): ${why}`;
}

/** Which of some workflows run, from the visibility store, in one query; for a hundred or so at a time. */
export async function readRunning(
  { client }: TemporalClient,
  workflowIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const running = new Set<string>();
  // Keys are percent-encoded (domain/ids.ts), so none has to be left out; what is left out is asked for singly.
  const quotable = workflowIds.filter((id) => !/["\\]/.test(id));
  if (quotable.length === 0) return running;
  const ids = quotable.map((id) => `"${id}"`).join(', ');
  const query = `ExecutionStatus = "Running" AND WorkflowId IN (${ids})`;
  const found = client.workflow.list({ query, pageSize: quotable.length });
  for await (const { workflowId } of found) running.add(workflowId);
  return running;
}

/** How many workers have polled a task queue for workflow tasks lately. */
export async function countPollers(
  { client, connection }: TemporalClient,
  taskQueue: string,
): Promise<number> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    // temporal.api.enums.v1.TASK_QUEUE_TYPE_WORKFLOW
    taskQueueType: 1,
  });
  const since = Date.now() - polledWithinMs;
  const asking = (pollers ?? []).filter(
    ({ lastAccessTime }) => lastAccessTime && tsToMs(lastAccessTime) >= since,
  );
  return new Set(asking.map(({ identity }) => identity)).size;
}
