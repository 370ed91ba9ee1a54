import { BusinessFailure, RunFenced } from '../domain/errors.ts';
import type { RunRef, SagaActivities } from '../domain/sagas/saga-activities.ts';
import type { LogFields, Logger } from './logger.ts';

/**
 * Logs what the activities do: one line each, with intent and workflow id and the time taken, so that
 * money code has no logging in it. `workflowId` is asked for within the activity.
 */
export function withActivityLogs(
  activities: SagaActivities,
  logger: Logger,
  workflowId: () => string | undefined,
): SagaActivities {
  const log = <Input, Output>(
    activity: string,
    run: (input: Input) => Promise<Output>,
    refOf: (input: Input) => RunRef,
  ): ((input: Input) => Promise<Output>) => {
    return async (input) => {
      const startedAt = performance.now();
      const { intentId, runId } = refOf(input);
      const fields = () => {
        const id = workflowId();
        const durationMs = Math.round(performance.now() - startedAt);
        return {
          activity,
          intentId,
          runId,
          durationMs,
          ...(id === undefined ? {} : { workflowId: id }),
        };
      };
      try {
        const output = await run(input);
        logger.info(fields(), 'activity done');
        return output;
      } catch (error) {
        report(logger, fields(), error);
        throw error;
      }
    };
  };
  const own = (run: RunRef) => run;
  const within = (request: { readonly run: RunRef }) => request.run;
  return {
    openRun: log('openRun', activities.openRun, own),
    verifyPayment: log('verifyPayment', activities.verifyPayment, within),
    submitTransaction: log('submitTransaction', activities.submitTransaction, within),
    broadcastTransaction: log('broadcastTransaction', activities.broadcastTransaction, own),
    confirmTransaction: log('confirmTransaction', activities.confirmTransaction, within),
    cancelTransaction: log('cancelTransaction', activities.cancelTransaction, own),
    settleIntent: log('settleIntent', activities.settleIntent, within),
    reverseIntent: log('reverseIntent', activities.reverseIntent, own),
    openPayouts: log('openPayouts', activities.openPayouts, within),
    submitPayouts: log('submitPayouts', activities.submitPayouts, within),
    sendPayouts: log('sendPayouts', activities.sendPayouts, within),
    askPayouts: log('askPayouts', activities.askPayouts, within),
    settlePayouts: log('settlePayouts', activities.settlePayouts, within),
    finishPayouts: log('finishPayouts', activities.finishPayouts, own),
    failIntent: log('failIntent', activities.failIntent, within),
    parkIntent: log('parkIntent', activities.parkIntent, within),
    resumeIntent: log('resumeIntent', activities.resumeIntent, within),
  };
}

/** What ends an intent or a run as designed is news; anything else is a warning, because it is tried again. */
function report(logger: Logger, fields: LogFields, error: unknown): void {
  if (error instanceof BusinessFailure) logger.info({ ...fields, code: error.code }, error.message);
  else if (error instanceof RunFenced) logger.info(fields, error.message);
  else logger.warn({ ...fields, err: error }, 'activity failed');
}
