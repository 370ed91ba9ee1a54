/**
 * The ways a run can go, as histories of them are recorded and replayed: each drives an intent in memory from
 * its start to the end of its workflow.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { BusinessFailure, InvariantViolation } from '../../domain/errors.ts';
import type { IntentKind } from '../../domain/sagas/registry.ts';
import { until } from '../harness/until.ts';
import type { FakePlatform } from './fake-platform.ts';
import { attributesOf, decide } from './workflow-server.ts';

export interface Scenario {
  readonly name: string;
  readonly kinds: readonly IntentKind[];
  /** Sets the platform up before the workflow starts. */
  prepare(platform: FakePlatform): void;
  /** Brings the run to its end. */
  drive(platform: FakePlatform, handle: WorkflowHandle): Promise<void>;
}

const both: readonly IntentKind[] = ['register', 'claim'];

async function mineAndSignal(platform: FakePlatform, handle: WorkflowHandle): Promise<void> {
  await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
  platform.mined = true;
  await handle.signal('chain');
}

async function decideParked(handle: WorkflowHandle, type: 'retry' | 'abandon'): Promise<void> {
  await until(async () => (await attributesOf(handle)).parked);
  await decide(handle, `${type}-1`, { type, operator: 'operator:one', reason: 'recorded' });
}

/** A reversal that is undecided when it is first looked at. */
function waitOnce(platform: FakePlatform): void {
  let asked = false;
  platform.reversal = () => {
    if (asked) return { status: 'reversed' };
    asked = true;
    return { status: 'waiting', waitingFor: 'It is not mined again yet.' };
  };
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'settled',
    kinds: both,
    prepare: () => undefined,
    drive: mineAndSignal,
  },
  {
    name: 'waiting-for-payment',
    kinds: ['claim'],
    prepare(platform) {
      platform.paid = false;
      platform.mined = false;
    },
    async drive(platform, handle) {
      await until(async () => (await attributesOf(handle)).state === 'LOCKED');
      await handle.signal('chain');
      await until(() => platform.calls.filter((call) => call === 'verifyPayment').length === 2);
      platform.paid = true;
      await handle.signal('chain');
      await mineAndSignal(platform, handle);
    },
  },
  {
    name: 'timer',
    kinds: both,
    prepare: () => undefined,
    // No signal ever: the saga's own timer asks again after half a minute.
    drive: () => Promise.resolve(),
  },
  {
    name: 'mined-late',
    kinds: both,
    prepare(platform) {
      platform.mined = false;
    },
    async drive(platform, handle) {
      await until(async () => (await attributesOf(handle)).state === 'SUBMITTED');
      await handle.signal('chain');
      await until(
        () => platform.calls.filter((call) => call === 'confirmTransaction').length === 1,
      );
      platform.mined = true;
      await handle.signal('chain');
    },
  },
  {
    name: 'ordinary-activity',
    kinds: both,
    prepare(platform) {
      let tries = 0;
      platform.before = (activity) => {
        if (activity === 'submitTransaction' && ++tries <= 7) throw new Error('connection refused');
      };
    },
    drive: mineAndSignal,
  },
  {
    name: 'parked-and-retried',
    kinds: both,
    prepare(platform) {
      platform.before = (activity) => {
        if (activity === 'submitTransaction' && platform.decisions.length === 0) {
          throw new InvariantViolation('Expected a slot');
        }
      };
    },
    async drive(platform, handle) {
      await decideParked(handle, 'retry');
      await mineAndSignal(platform, handle);
    },
  },
  {
    name: 'parked-and-abandoned',
    kinds: both,
    prepare(platform) {
      platform.before = (activity) => {
        if (activity === 'submitTransaction') throw new InvariantViolation('Expected a slot');
      };
    },
    drive: (_platform, handle) => decideParked(handle, 'abandon'),
  },
  {
    name: 'failed',
    kinds: both,
    prepare(platform) {
      platform.before = (activity) => {
        if (activity === 'confirmTransaction') throw new BusinessFailure('TRANSACTION_REVERTED');
      };
    },
    drive: mineAndSignal,
  },
  {
    name: 'paid-out',
    kinds: ['payout_batch'],
    prepare(platform) {
      platform.mined = false;
    },
    drive: mineAndSignal,
  },
  {
    name: 'paid-at-once',
    kinds: ['payout_batch'],
    prepare: () => undefined,
    drive: () => Promise.resolve(),
  },
  {
    name: 'paid-in-chunks',
    kinds: ['payout_batch'],
    prepare(platform) {
      platform.chunks = 4;
    },
    drive: () => Promise.resolve(),
  },
  {
    name: 'paid-after-failures',
    kinds: ['payout_batch'],
    prepare(platform) {
      let tries = 0;
      platform.before = (activity) => {
        if (activity === 'sendPayouts' && ++tries <= 2) throw new Error('connection refused');
      };
    },
    drive: () => Promise.resolve(),
  },
  {
    name: 'paid-after-parking',
    kinds: ['payout_batch'],
    prepare(platform) {
      platform.before = (activity) => {
        if (activity === 'submitPayouts' && platform.decisions.length === 0)
          throw new InvariantViolation('Expected another treasury');
      };
    },
    drive: (_platform, handle) => decideParked(handle, 'retry'),
  },
  {
    name: 'reversed',
    kinds: ['reversal'],
    prepare: () => undefined,
    drive: () => Promise.resolve(),
  },
  {
    name: 'restored',
    kinds: ['reversal'],
    prepare(platform) {
      platform.reversal = () => ({ status: 'restored', why: 'It is back on the chain.' });
    },
    drive: () => Promise.resolve(),
  },
  {
    name: 'reversed-late',
    kinds: ['reversal'],
    prepare: waitOnce,
    async drive(_platform, handle) {
      await until(async () => (await attributesOf(handle)).state === 'LOCKED');
      await handle.signal('chain');
    },
  },
  {
    name: 'reversal-timer',
    kinds: ['reversal'],
    prepare: waitOnce,
    drive: () => Promise.resolve(),
  },
  {
    name: 'reversal-parked-and-retried',
    kinds: ['reversal'],
    prepare(platform) {
      platform.before = (activity) => {
        if (activity === 'reverseIntent' && platform.decisions.length === 0) {
          throw new InvariantViolation('Expected a booked payment');
        }
      };
    },
    drive: (_platform, handle) => decideParked(handle, 'retry'),
  },
];
