// Goal: a stop that could not wait for everything is a good end, any other end of a worker is not. Method: workers
// that end as told.
import { IllegalStateError } from '@temporalio/common';
import { GracefulShutdownPeriodExpiredError } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createLogger } from '../platform/logger.ts';
import { runUntilDrained } from './run-until-drained.ts';

const logger = createLogger({ level: 'silent', name: 'worker' });

const ending = (end: Promise<void>, toldToStop = true) =>
  runUntilDrained({ worker: { run: () => end }, wasToldToStop: () => toldToStop }, logger);
const undisposed = () =>
  new IllegalStateError('Workflow execution context should have been disposed first');

test('drained, or handed over when the time was up', async () => {
  const late = new GracefulShutdownPeriodExpiredError('Timed out');
  await expect(ending(Promise.resolve())).resolves.toBeUndefined();
  await expect(ending(Promise.reject(late))).resolves.toBeUndefined();
});

test('handed over with workflows in the cache: the SDK says so in other words', async () => {
  await expect(ending(Promise.reject(undisposed()))).resolves.toBeUndefined();
});

test('whatever else ends a worker is a failure', async () => {
  for (const failed of [
    new Error('The connection is gone'),
    new IllegalStateError('Poller was already started'),
  ])
    await expect(ending(Promise.reject(failed))).rejects.toBe(failed);
  const untold = undisposed();
  await expect(ending(Promise.reject(untold), false)).rejects.toBe(untold);
});
