/** `npm run setup:real`: brings up everything REAL mode needs on this machine. Harmless to repeat. */
import { runMain } from './real/run-main.ts';
import { runSteps } from './real/setup-step.ts';
import { setupSteps } from './real/setup-steps.ts';
import { formatTable } from './real/table.ts';
import type { RunningPart } from './stack/local-stack.ts';
import { localPaths, makeLocalHome } from './stack/paths.ts';
import { completeSettings } from './stack/settings.ts';

await runMain(async () => {
  makeLocalHome();
  const settings = await completeSettings();
  const running: RunningPart[] = [];
  await runSteps(setupSteps, { settings, running }, console.log);
  const header = ['part', 'from', 'version', 'address', 'pid', 'log'];
  const rows = running.map((part) => [
    part.title,
    part.origin,
    part.version,
    part.address,
    String(part.pid ?? ''),
    part.logFile ?? '',
  ]);
  rows.push(['Temporal UI', '', '', settings.TEMPORAL_UI_URL, '', '']);
  console.log(`\n${formatTable(header, rows)}\n`);
  console.log(`Settings and passwords: ${localPaths.realEnv}`);
  console.log(
    'Next: npm run dev:real, then npm run demo in another terminal. Stop with npm run stop:real.',
  );
  return 0;
});
