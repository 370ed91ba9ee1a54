/** The worker process: `npm run worker`. REAL mode only. */
import { createCrashHook } from '../platform/crash-hook.ts';
import { InvalidSettings, parseEnv, processVariables } from '../platform/env.ts';
import { configurationExit } from '../platform/exit-codes.ts';
import { createLogger } from '../platform/logger.ts';
import { refuseMock, runWorker } from './run-worker.ts';

try {
  const variables = processVariables();
  const env = parseEnv(variables);
  refuseMock(env);
  const logger = createLogger({ level: env.LOG_LEVEL, name: 'worker' });
  await runWorker({ env, logger, crash: createCrashHook(variables) });
} catch (error) {
  const settings = error instanceof InvalidSettings;
  process.stderr.write(`The worker stopped: ${describe(error)}\n`);
  process.exitCode = settings ? configurationExit : 1;
}
// The native core can keep the event loop alive after a failed start; a worker that has ended must end.
process.exit();

function describe(error: unknown): string {
  if (error instanceof InvalidSettings) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
