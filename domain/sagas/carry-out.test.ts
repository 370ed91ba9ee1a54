// Goal: a run neither spins nor waits for ever where its transaction is lost and there is no other to be had. Method: a
// saga over activities that answer as told; waits are counted instead of waited for.
import { expect, test } from 'vitest';
import type { ChainCall } from '../chain-port.ts';
import { carryOut, type Outgoing } from './carry-out.ts';
import type { ConfirmationCheck, IntentView, SagaActivities } from './saga-activities.ts';
import { runSaga, type Saga, type SagaContext } from './saga-context.ts';

const run = { intentId: 'intent', runId: 'run', runFence: 1 };
const [token, wallet] = [`0x${'a'.repeat(40)}`, `0x${'b'.repeat(40)}`] as const;
const call: ChainCall = { type: 'erc20.transfer', token, to: wallet, amount: '1' };
const outgoing: Outgoing = { call, hold: null, state: 'SUBMITTED' };
const lost = { status: 'lost', why: 'Nonce 6 was taken.' } as const;
const confirmed: ConfirmationCheck = {
  status: 'confirmed',
  txHash: '0x',
  gasCost: '1',
  tokenId: null,
};
const intent: IntentView = {
  ...{ id: 'intent', kind: 'claim', state: 'SUBMITTED', wallet, input: {}, parkedReason: null },
  program: {
    ...{ id: 'program', slug: 'default', chainId: 1, treasuryAddress: wallet, tokens: {} },
    ...{ feeAmount: '1', claimAmount: '1', confirmations: 2 },
  },
};

/** A context whose transaction is known to the node and is confirmed as the answers say, one after the other. */
function openContext(answers: ConfirmationCheck[], states: IntentView['state'][] = []) {
  const did: string[] = [];
  const unasked = async () => expect.fail('Expected this activity not to be asked');
  const activities: SagaActivities = {
    ...{ verifyPayment: unasked, cancelTransaction: unasked, settleIntent: unasked },
    ...{ reverseIntent: unasked, openPayouts: unasked, submitPayouts: unasked },
    ...{ sendPayouts: unasked, askPayouts: unasked, settlePayouts: unasked },
    ...{ finishPayouts: unasked, failIntent: unasked, parkIntent: unasked, resumeIntent: unasked },
    openRun: async () => ({ ...intent, state: states.shift() ?? 'SUBMITTED' }),
    submitTransaction: async () => void did.push('submit'),
    broadcastTransaction: async () => ({ status: 'known' }),
    confirmTransaction: async () => {
      did.push('confirm');
      const answer = answers.shift();
      return answer ?? expect.fail('Expected no further question');
    },
  };
  const context: SagaContext = {
    ...{ run, kind: 'claim', activities, report: () => undefined, isCancellation: () => false },
    ...{ waitForDecision: unasked, startAfresh: async () => undefined, patched: () => true },
    waitForChain: async (timeoutMs) => void did.push(`wait ${timeoutMs / 1000} s`),
  };
  return { context, did };
}

test('what is lost is signed anew at once', async () => {
  const { context, did } = openContext([lost, confirmed]);
  await expect(carryOut(context, outgoing)).resolves.toEqual(confirmed);
  expect(did).toEqual(['confirm', 'submit', 'confirm']);
});

test('what is lost again waits for the chain, longer each time', async () => {
  const { context, did } = openContext([lost, lost, lost, lost, confirmed]);
  await carryOut(context, outgoing);
  expect(did.filter((step) => step.startsWith('wait'))).toEqual([
    'wait 30 s',
    'wait 60 s',
    'wait 120 s',
  ]);
  expect(did.slice(0, 4)).toEqual(['confirm', 'submit', 'confirm', 'wait 30 s']);
});

test.each(['SETTLED', 'FAILED'] as const)(
  'an intent that an earlier try has brought to %s is at its end',
  async (state) => {
    const { context, did } = openContext([lost, { status: 'ended' }], ['SUBMITTED', state]);
    const saga: Saga = async (given) => void (await carryOut(given, outgoing));
    await expect(runSaga(context, saga)).resolves.toEqual({ state });
    expect(did).toEqual(['confirm', 'submit', 'confirm']);
  },
);
