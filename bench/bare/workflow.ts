import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  condition,
  defineSignal,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

const { nothing, sent, ended } = proxyLocalActivities<BareActivities>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
});
const chain = defineSignal('chain');
const state = defineSearchAttributeKey('QuittanceState', SearchAttributeType.KEYWORD);
const parked = defineSearchAttributeKey('QuittanceParked', SearchAttributeType.BOOL);

/** A claim's workflow with nothing in it: the same tasks, local activities, signal and search attributes. */
export async function bare(): Promise<{ state: string }> {
  let news = false;
  setHandler(chain, () => {
    news = true;
  });
  await nothing();
  await nothing();
  await nothing();
  await sent();
  setCurrentDetails('Sent; waiting for the transaction to be mined.');
  publish('SUBMITTED');
  await condition(() => news, 30_000);
  await nothing();
  await ended();
  publish('SETTLED');
  return { state: 'SETTLED' };
}

function publish(value: string): void {
  upsertSearchAttributes([
    { key: state, value },
    { key: parked, value: false },
  ]);
}
