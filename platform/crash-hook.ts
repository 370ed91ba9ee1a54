import { type CrashHook, crashPoints, neverCrash } from './crash-points.ts';
import { InvalidSettings } from './env.ts';

/**
 * The crash hook of a worker: kills this process at the point named by `QUITTANCE_CRASH_POINT`, in
 * tests only.
 * @throws InvalidSettings when a point is named outside of tests, or does not exist.
 */
export function createCrashHook(
  variables: Readonly<Record<string, string | undefined>>,
): CrashHook {
  const named = variables['QUITTANCE_CRASH_POINT'];
  if (named === undefined) return neverCrash;
  if (variables['NODE_ENV'] !== 'test') {
    throw new InvalidSettings(
      'QUITTANCE_CRASH_POINT: expected to be absent outside of tests (NODE_ENV=test)',
    );
  }
  const point = crashPoints.find((candidate) => candidate === named);
  if (point === undefined) {
    throw new InvalidSettings(
      `QUITTANCE_CRASH_POINT: expected one of ${crashPoints.join(', ')}, got ${named}`,
    );
  }
  return async (passed) => {
    if (passed !== point) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal needs a moment to arrive; nothing may happen after it was sent.
    await new Promise(() => undefined);
  };
}
