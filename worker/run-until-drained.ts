import { GracefulShutdownPeriodExpiredError, type Worker } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';

/**
 * Runs a worker until it is told to stop and has drained. What has not ended within its time, because a server behind
 * it hangs, is handed over: Temporal gives it to another worker, and what this one still does is fenced off. That is a
 * stop in good order, too, so it is logged and no failure.
 * @throws whatever else ends the worker.
 */
export async function runUntilDrained(worker: Pick<Worker, 'run'>, logger: Logger): Promise<void> {
  try {
    await worker.run();
  } catch (error) {
    if (!(error instanceof GracefulShutdownPeriodExpiredError)) throw error;
    logger.warn({ err: error }, 'not drained in time: what is under way is handed over');
  }
}
