// Goal: a stop that could not wait for everything is a good end, any other end of a worker is not. Method: workers
// that end as told.
import { GracefulShutdownPeriodExpiredError } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createLogger } from '../platform/logger.ts';
import { runUntilDrained } from './run-until-drained.ts';

const logger = createLogger({ level: 'silent', name: 'worker' });

test('drained, or handed over when the time was up', async () => {
  const late = new GracefulShutdownPeriodExpiredError('Timed out');
  await expect(runUntilDrained({ run: () => Promise.resolve() }, logger)).resolves.toBeUndefined();
  await expect(
    runUntilDrained({ run: () => Promise.reject(late) }, logger),
  ).resolves.toBeUndefined();
});

test('whatever else ends a worker is a failure', async () => {
  const failed = new Error('The connection is gone');
  await expect(runUntilDrained({ run: () => Promise.reject(failed) }, logger)).rejects.toBe(failed);
});
