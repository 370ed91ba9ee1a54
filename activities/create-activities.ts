import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import type { CrashHook, CrashPoint } from '../platform/crash-points.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { broadcastTransaction } from './broadcast-transaction.ts';
import { confirmTransaction } from './confirm-transaction.ts';
import { failIntent, parkIntent, resumeIntent } from './end-intent.ts';
import { openRun } from './open-run.ts';
import { settleIntent } from './settle-intent.ts';
import { submitTransaction } from './submit-transaction.ts';
import { verifyPayment } from './verify-payment.ts';

/** The activities of every saga, over the given database, chain and signer. They throw domain errors. */
export function createActivities(deps: ActivityDeps): SagaActivities {
  const around = surround(deps.crash);
  return {
    openRun: around(['openRun:before', 'openRun:after'], (run) => openRun(deps, run)),
    verifyPayment: around(['verifyPayment:before', 'verifyPayment:after'], (request) =>
      verifyPayment(deps, request),
    ),
    submitTransaction: around(['submitTransaction:before', 'submitTransaction:after'], (request) =>
      submitTransaction(deps, request),
    ),
    broadcastTransaction: around(
      ['broadcastTransaction:before', 'broadcastTransaction:after'],
      (run) => broadcastTransaction(deps, run),
    ),
    confirmTransaction: around(
      ['confirmTransaction:before', 'confirmTransaction:after'],
      (request) => confirmTransaction(deps, request),
    ),
    settleIntent: around(['settleIntent:before', 'settleIntent:after'], (request) =>
      settleIntent(deps, request),
    ),
    failIntent: (request) => failIntent(deps, request),
    parkIntent: (request) => parkIntent(deps, request),
    resumeIntent: (request) => resumeIntent(deps, request),
  };
}

/** Puts the crash points of an activity before its first and after its last effect. */
function surround(crash: CrashHook) {
  return <Input, Output>(
    [before, after]: readonly [CrashPoint, CrashPoint],
    activity: (input: Input) => Promise<Output>,
  ): ((input: Input) => Promise<Output>) => {
    return async (input) => {
      await crash(before);
      const output = await activity(input);
      await crash(after);
      return output;
    };
  };
}
