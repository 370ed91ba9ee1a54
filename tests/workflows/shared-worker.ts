/**
 * One worker for many intents: starting one costs most of a second of processor time, so tests that do not care when
 * a worker comes and goes share it. Each workflow has activities of its own.
 */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { SagaActivities } from '../../domain/sagas/saga-activities.ts';
import { startTestWorker, type TestWorkerOptions } from './test-worker.ts';

/** A worker on a task queue of its own, which serves the workflows it is told of. */
export interface SharedWorker extends AsyncDisposable {
  readonly taskQueue: string;
  /** Says which activities a workflow's are, before it is started. */
  serve(workflowId: string, activities: SagaActivities): void;
}

/** Starts it; disposing stops it. */
export async function startSharedWorker(
  options: Omit<TestWorkerOptions, 'taskQueue' | 'activities'>,
): Promise<SharedWorker> {
  const served = new Map<string, SagaActivities>();
  const taskQueue = randomUUID();
  const activities = routed(() => {
    const workflowId = Context.current().info.workflowExecution?.workflowId ?? 'none';
    const found = served.get(workflowId);
    if (found === undefined) throw new Error(`Expected ${workflowId} to be served here`);
    return found;
  });
  const worker = await startTestWorker({ ...options, taskQueue, activities });
  return {
    taskQueue,
    serve: (workflowId, own) => void served.set(workflowId, own),
    [Symbol.asyncDispose]: () => worker.stop(),
  };
}

/** Activities that are those of whoever calls. */
function routed(own: () => SagaActivities): SagaActivities {
  return {
    openRun: (input) => own().openRun(input),
    verifyPayment: (input) => own().verifyPayment(input),
    submitTransaction: (input) => own().submitTransaction(input),
    broadcastTransaction: (input) => own().broadcastTransaction(input),
    confirmTransaction: (input) => own().confirmTransaction(input),
    cancelTransaction: (input) => own().cancelTransaction(input),
    settleIntent: (input) => own().settleIntent(input),
    reverseIntent: (input) => own().reverseIntent(input),
    openPayouts: (input) => own().openPayouts(input),
    submitPayouts: (input) => own().submitPayouts(input),
    sendPayouts: (input) => own().sendPayouts(input),
    askPayouts: (input) => own().askPayouts(input),
    settlePayouts: (input) => own().settlePayouts(input),
    finishPayouts: (input) => own().finishPayouts(input),
    failIntent: (input) => own().failIntent(input),
    parkIntent: (input) => own().parkIntent(input),
    resumeIntent: (input) => own().resumeIntent(input),
  };
}
