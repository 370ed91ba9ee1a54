/** The API process: `npm run dev` (MOCK) and `npm start`. */
import { createCrashHook } from '../platform/crash-hook.ts';
import { InvalidSettings, parseEnv, processVariables } from '../platform/env.ts';
import { configurationExit } from '../platform/exit-codes.ts';
import { withOwnerKey } from './mock-owner.ts';
import { welcome } from './welcome.ts';

try {
  const variables = processVariables();
  const env = withOwnerKey(parseEnv(variables));
  const crash = createCrashHook(variables);
  // Either mode brings libraries that the other has no use for, such as an EVM and a database engine.
  const served =
    env.MOCK_MODE === 'true'
      ? await import('./start-mock.ts').then(({ startMock }) => startMock(env, crash))
      : await import('./start-real.ts').then(({ startReal }) => startReal(env, crash));
  process.stdout.write(welcome(served.url, env));
} catch (error) {
  const settings = error instanceof InvalidSettings;
  const reason =
    settings || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
  process.stderr.write(`The API could not start: ${reason}\n`);
  process.exit(settings ? configurationExit : 1);
}
