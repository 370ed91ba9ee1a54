import { z } from 'zod';
import { type CrashHook, crashPoints, isCrashPoint, neverCrash } from './crash-points.ts';
import { InvalidSettings } from './env.ts';

/** The value with which every passing of a point is told to the process that started this one. */
const asking = 'ask';

/**
 * The crash hook of a process, in tests only: kills it at the point named by `QUITTANCE_CRASH_POINT`; with
 * `ask`, stops at every point until the process that started this one lets it go.
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
  if (named === asking) return askParent();
  if (!isCrashPoint(named)) {
    throw new InvalidSettings(
      `QUITTANCE_CRASH_POINT: expected "${asking}" or one of ${crashPoints.join(', ')}, got ${named}`,
    );
  }
  return async (passed) => {
    if (passed !== named) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal needs a moment to arrive; nothing may happen after it was sent.
    await new Promise(() => undefined);
  };
}

const goAhead = z.object({ go: z.number() });

/** Sends `{pass, point, subject}` for each passing and waits for `{go: pass}`. */
function askParent(): CrashHook {
  const waiting = new Map<number, () => void>();
  let passes = 0;
  process.on('message', (message) => {
    const { go } = goAhead.parse(message);
    waiting.get(go)?.();
    waiting.delete(go);
  });
  // Listening alone must not keep a process alive that is done.
  process.channel?.unref();
  return (point, subject = '') =>
    new Promise((resolve) => {
      passes += 1;
      waiting.set(passes, resolve);
      process.send?.({ pass: passes, point, subject });
    });
}
