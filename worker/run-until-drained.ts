import { IllegalStateError } from '@temporalio/common';
import { GracefulShutdownPeriodExpiredError, type Worker } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';

/** A worker, and whether somebody has told it to stop. */
export interface Running {
  readonly worker: Pick<Worker, 'run'>;
  readonly wasToldToStop: () => boolean;
}

/**
 * Runs a worker until it is told to stop and has drained. What has not ended within its time, because a server behind
 * it hangs, is handed over: Temporal gives it to another worker, and what this one still does is fenced off. That is a
 * stop in good order, too, so it is logged and no failure.
 * @throws whatever else ends the worker.
 */
export async function runUntilDrained(
  { worker, wasToldToStop }: Running,
  logger: Logger,
): Promise<void> {
  try {
    await worker.run();
  } catch (error) {
    const handedOver =
      error instanceof GracefulShutdownPeriodExpiredError ||
      (wasToldToStop() && couldNotCleanUp(error));
    if (!handedOver) throw error;
    logger.warn({ err: error }, 'not drained in time: what is under way is handed over');
  }
}

/**
 * Where a workflow was still in its cache when the time was up, the SDK (1.23) throws in place of saying so that it
 * could not clean up the thread of the workflows. It would hide any other reason as well, so this is a good end
 * only of a worker that was told to stop; the SDK logs the reason.
 */
function couldNotCleanUp(error: unknown): boolean {
  return error instanceof IllegalStateError && error.message === undisposed;
}

const undisposed = 'Workflow execution context should have been disposed first';
