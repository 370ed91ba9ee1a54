import type { SagaActivities } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { broadcastTransaction } from './broadcast-transaction.ts';
import { cancelTransaction } from './cancel-transaction.ts';
import { confirmTransaction } from './confirm-transaction.ts';
import { failIntent, parkIntent } from './end-intent.ts';
import { openRun } from './open-run.ts';
import { askPayouts } from './payouts/ask-payouts.ts';
import { finishPayouts } from './payouts/finish-payouts.ts';
import { openPayouts } from './payouts/open-payouts.ts';
import { sendPayouts } from './payouts/send-payouts.ts';
import { settlePayouts } from './payouts/settle-payouts.ts';
import { submitPayouts } from './payouts/submit-payouts.ts';
import { resumeIntent } from './resume-intent.ts';
import { reverseIntent } from './reverse-intent.ts';
import { settleIntent } from './settle-intent.ts';
import { submitTransaction } from './submit-transaction.ts';
import { surround } from './surround.ts';
import { verifyPayment } from './verify-payment.ts';

/** The activities of every saga, over the given database, chain and signer. They throw domain errors. */
export function createActivities(deps: ActivityDeps): SagaActivities {
  const around = surround(deps);
  return {
    openRun: around('openRun', openRun),
    verifyPayment: around('verifyPayment', verifyPayment),
    submitTransaction: around('submitTransaction', submitTransaction),
    broadcastTransaction: around('broadcastTransaction', broadcastTransaction),
    confirmTransaction: around('confirmTransaction', confirmTransaction),
    cancelTransaction: around('cancelTransaction', cancelTransaction),
    settleIntent: around('settleIntent', settleIntent),
    reverseIntent: around('reverseIntent', reverseIntent),
    openPayouts: around('openPayouts', openPayouts),
    submitPayouts: around('submitPayouts', submitPayouts),
    sendPayouts: around('sendPayouts', sendPayouts),
    askPayouts: around('askPayouts', askPayouts),
    settlePayouts: around('settlePayouts', settlePayouts),
    finishPayouts: around('finishPayouts', finishPayouts),
    failIntent: around('failIntent', failIntent),
    parkIntent: around('parkIntent', parkIntent),
    resumeIntent: around('resumeIntent', resumeIntent),
  };
}
