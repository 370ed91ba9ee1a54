/**
 * What becomes of a run when a step fails: tried again, ended in FAILED, fenced off, or parked until an operator
 * decides. Method: the real bundle on the time-skipping server, with activities that fail on purpose.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallReverts } from '../../domain/chain-port.ts';
import { BusinessFailure, InvariantViolation, RunFenced } from '../../domain/errors.ts';
import type { Decision } from '../../domain/sagas/saga-activities.ts';
import { until } from '../harness/until.ts';
import { type FakePlatform, fakePlatform } from './fake-platform.ts';
import {
  attributesOf,
  decide,
  ordinaryActivitiesOf,
  startWorkflowServer,
  type WorkflowServer,
} from './workflow-server.ts';

let server: WorkflowServer;
beforeAll(async () => {
  server = await startWorkflowServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const retry: Decision = { type: 'retry', operator: 'ada', reason: 'node is back' };
const abandon: Decision = { type: 'abandon', operator: 'ada', reason: 'client gave up' };

/** A claim that parks at once. */
async function parkedClaim(failing = () => new InvariantViolation('Expected a slot')) {
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'submitTransaction') throw failing();
  };
  const handle = await server.with(platform.activities).start('claim');
  await isParked(handle);
  return { platform, handle };
}

async function isParked(handle: WorkflowHandle): Promise<void> {
  await until(async () => (await attributesOf(handle)).parked);
}

function works(platform: FakePlatform): void {
  platform.before = () => undefined;
}

test('a local activity that stays broken is taken over by an ordinary one', async () => {
  const platform = fakePlatform('claim');
  let tries = 0;
  platform.before = (activity) => {
    if (activity !== 'verifyPayment' || platform.calls.includes('verifyPayment')) return;
    tries += 1;
    // Six local tries, and two ordinary ones.
    if (tries <= 8) throw new Error('connection refused');
  };
  const { result, history } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(ordinaryActivitiesOf(history)).toEqual(['verifyPayment']);
  expect(platform.calls.filter((call) => call === 'settleIntent')).toHaveLength(1);
});

test('a local activity that hangs is taken over by an ordinary one', async () => {
  const platform = fakePlatform('claim');
  let release: (() => void) | undefined;
  platform.before = async (activity) => {
    if (activity !== 'broadcastTransaction') return;
    // The first try hangs until it is taken over, past its end.
    if (release === undefined) {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    } else release();
  };
  const { result, history } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'SETTLED' });
  expect(ordinaryActivitiesOf(history)).toEqual(['broadcastTransaction']);
});

test('a business failure ends the intent in FAILED with its code and completes the workflow', async () => {
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new BusinessFailure('PAYMENT_REVERTED');
  };
  const { result, history } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'FAILED' });
  expect(platform.failure).toBe('PAYMENT_REVERTED');
  expect(platform.calls).toEqual(['openRun', 'failIntent']);
  expect(ordinaryActivitiesOf(history)).toEqual([]);
});

test('a fenced run ends and changes nothing more', async () => {
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'settleIntent') throw new RunFenced('a newer run has taken over');
  };
  const { result } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'FENCED' });
  expect(platform.calls).not.toContain('parkIntent');
  expect(platform.calls).not.toContain('failIntent');
});

test('a run that is fenced while it parks ends as fenced, too', async () => {
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new InvariantViolation('Expected a payment row');
    if (activity === 'parkIntent') throw new RunFenced('a newer run has taken over');
  };
  const { result } = await server.with(platform.activities).run('claim');
  expect(result).toEqual({ state: 'FENCED' });
});

test('an impossible state parks at once, and a retry settles the intent', async () => {
  const { platform, handle } = await parkedClaim();
  expect(platform.parkedReason).toBe('InvariantViolation: Expected a slot');
  works(platform);
  await decide(handle, 'decision-1', retry);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.decisions).toEqual([retry]);
  expect(await attributesOf(handle)).toMatchObject({ state: 'SETTLED', parked: false });
});

test('an unexpected error in the saga itself parks instead of failing the workflow task for ever', async () => {
  const platform = fakePlatform('claim');
  const openRun = platform.activities.openRun;
  const broken = {
    ...platform.activities,
    // What the intent was accepted with has no fee: the saga's own parsing throws.
    openRun: async (run: Parameters<typeof openRun>[0]) => ({ ...(await openRun(run)), input: {} }),
  };
  const handle = await server.with(broken).start('claim');
  await isParked(handle);
  expect(platform.parkedReason).toMatch(/^ZodError: /);
  await decide(handle, 'decision-1', abandon);
  expect(await handle.result()).toEqual({ state: 'FAILED' });
});

test('a refused decision keeps the intent parked, and the next one counts', async () => {
  const { platform, handle } = await parkedClaim();
  platform.decide = ({ type }) =>
    type === 'abandon' ? { status: 'refused', why: 'money may have left' } : { status: 'resumed' };
  await decide(handle, 'decision-1', abandon);
  await until(() => platform.decisions.length === 1);
  expect(await attributesOf(handle)).toMatchObject({ parked: true });
  works(platform);
  await decide(handle, 'decision-2', retry);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.decisions).toEqual([abandon, retry]);
});

test('a decision that is delivered twice counts once', async () => {
  const { platform, handle } = await parkedClaim();
  platform.decide = () => ({ status: 'refused', why: 'not yet' });
  await decide(handle, 'decision-1', abandon);
  await decide(handle, 'decision-1', abandon);
  await until(() => platform.decisions.length > 0);
  works(platform);
  platform.decide = () => ({ status: 'resumed' });
  await decide(handle, 'decision-2', retry);
  await handle.result();
  expect(platform.decisions).toEqual([abandon, retry]);
});

test('a decision about an intent that is not parked is refused, and not kept for the next parking', async () => {
  const platform = fakePlatform('claim');
  platform.paid = false;
  const handle = await server.with(platform.activities).start('claim');
  await until(() => platform.calls.includes('verifyPayment'));
  await expect(decide(handle, 'decision-1', abandon)).rejects.toThrow(WorkflowUpdateFailedError);
  platform.before = (activity) => {
    if (activity === 'submitTransaction') throw new InvariantViolation('Expected a slot');
  };
  platform.paid = true;
  await handle.signal('chain');
  await isParked(handle);
  expect(platform.decisions).toEqual([]);
  works(platform);
  await decide(handle, 'decision-2', retry);
  expect(await handle.result()).toEqual({ state: 'SETTLED' });
  expect(platform.decisions).toEqual([retry]);
});

test('the next run of a parked intent stays parked without parking anew, and a decision reaches it', async () => {
  const platform = fakePlatform('claim');
  platform.before = (activity) => {
    if (activity === 'submitTransaction') throw new InvariantViolation('Expected a slot');
  };
  const claims = server.with(platform.activities);
  const lost = await claims.start('claim');
  await isParked(lost);
  await lost.terminate('by hand');
  works(platform);
  const next = await claims.start('claim');
  await isParked(next);
  expect(await attributesOf(next)).toMatchObject({ state: 'LOCKED', parked: true });
  expect(platform.calls.filter((call) => call === 'parkIntent')).toHaveLength(1);
  expect(platform.calls.filter((call) => call === 'submitTransaction')).toHaveLength(0);
  await decide(next, 'decision-1', { ...retry, id: '0198f5b2-7f6e-7000-8000-000000000001' });
  expect(await next.result()).toEqual({ state: 'SETTLED' });
  expect(platform.decisions).toMatchObject([{ id: '0198f5b2-7f6e-7000-8000-000000000001' }]);
});

test('a refused decision leaves the next run parked, too; giving up ends it', async () => {
  const { platform, handle } = await parkedClaim();
  platform.decide = () => ({ status: 'refused', why: 'money may have left' });
  await decide(handle, 'decision-1', abandon);
  await until(() => platform.decisions.length === 1);
  await handle.terminate('by hand');
  const next = await server.with(platform.activities).start('claim');
  await isParked(next);
  platform.decide = () => ({ status: 'abandoned' });
  await decide(next, 'decision-2', abandon);
  expect(await next.result()).toEqual({ state: 'FAILED' });
});

test('a call that reverts parks after some seconds of tries, not after an hour', async () => {
  const platform = fakePlatform('claim');
  let tries = 0;
  platform.before = (activity) => {
    if (activity !== 'submitTransaction') return;
    tries += 1;
    throw new CallReverts('transfer: the token is paused');
  };
  const handle = await server.with(platform.activities).start('claim');
  await until(async () => {
    await server.env.sleep(5000);
    return (await attributesOf(handle)).parked;
  });
  // Six local tries, and five ordinary ones.
  expect(tries).toBe(11);
  expect(platform.parkedReason).toBe(
    'RetriesExhausted: CallReverts: transfer: the token is paused',
  );
  await handle.terminate();
});

test('what is not a decision is refused before it enters the history', async () => {
  const { handle } = await parkedClaim();
  const update = handle.executeUpdate('decide', { args: [{ type: 'destroy', operator: 'x' }] });
  await expect(update).rejects.toThrow(WorkflowUpdateFailedError);
  const { events } = await handle.fetchHistory();
  expect(
    (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes),
  ).toEqual([]);
  await handle.terminate();
});

test('a cancelled run ends as cancelled: it neither parks nor fails the intent', async () => {
  const platform = fakePlatform('claim');
  platform.paid = false;
  const handle = await server.with(platform.activities).start('claim');
  await until(async () => (await attributesOf(handle)).state === 'LOCKED');
  await handle.cancel();
  const outcome: unknown = await handle.result().catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(WorkflowFailedError);
  expect(outcome instanceof WorkflowFailedError && outcome.cause).toBeInstanceOf(CancelledFailure);
  expect(platform.state).toBe('LOCKED');
  expect(platform.calls).not.toContain('parkIntent');
  expect(platform.calls).not.toContain('failIntent');
});

test('a cancellation while the intent is being failed does not leave it half done', async () => {
  const platform = fakePlatform('claim');
  let tries = 0;
  let cancelled = false;
  platform.before = (activity) => {
    if (activity === 'verifyPayment') throw new BusinessFailure('PAYMENT_MISMATCH');
    if (activity !== 'failIntent') return;
    tries += 1;
    // The database is away for a while: the local tries run out and an ordinary activity takes over.
    if (!cancelled) throw new Error('connection refused');
  };
  const handle = await server.with(platform.activities).start('claim');
  await until(() => tries === 7);
  await handle.cancel();
  await new Promise((resolve) => setTimeout(resolve, 300));
  cancelled = true;
  expect(await handle.result()).toEqual({ state: 'FAILED' });
  expect(platform.failure).toBe('PAYMENT_MISMATCH');
});
