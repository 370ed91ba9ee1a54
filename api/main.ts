/** The API process: `npm run dev` (MOCK) and `npm start`. */
import { InvalidSettings, parseEnv, processVariables } from '../platform/env.ts';
import { startMock } from './start-mock.ts';
import { startReal } from './start-real.ts';
import { welcome } from './welcome.ts';

/** Exit code for settings that have to be changed, as sysexits.h has it (EX_CONFIG). */
const configurationExit = 78;

try {
  const env = parseEnv(processVariables());
  const served = env.MOCK_MODE === 'true' ? await startMock(env) : await startReal(env);
  process.stdout.write(welcome(served.url, env));
} catch (error) {
  const settings = error instanceof InvalidSettings;
  const reason =
    settings || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
  process.stderr.write(`The API could not start: ${reason}\n`);
  process.exit(settings ? configurationExit : 1);
}
