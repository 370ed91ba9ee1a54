/** The API process: `npm run dev` (MOCK) and `npm start`. */
import { createCrashHook } from '../platform/crash-hook.ts';
import { InvalidSettings, parseEnv, processVariables } from '../platform/env.ts';
import { configurationExit } from '../platform/exit-codes.ts';
import { withOwnerKey } from './mock-owner.ts';
import { startMock } from './start-mock.ts';
import { startReal } from './start-real.ts';
import { welcome } from './welcome.ts';

try {
  const variables = processVariables();
  const env = withOwnerKey(parseEnv(variables));
  const crash = createCrashHook(variables);
  const served =
    env.MOCK_MODE === 'true' ? await startMock(env, crash) : await startReal(env, crash);
  process.stdout.write(welcome(served.url, env));
} catch (error) {
  const settings = error instanceof InvalidSettings;
  const reason =
    settings || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
  process.stderr.write(`The API could not start: ${reason}\n`);
  process.exit(settings ? configurationExit : 1);
}
