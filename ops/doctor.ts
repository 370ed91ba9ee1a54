/**
 * `npm run doctor`: what REAL mode needs, what was found, and what to do; then what is under way and what was found wrong
 * with it. Exits with 1 if something required is missing.
 */
import { withOwner } from './real/chain-steps.ts';
import type { Check } from './real/check.ts';
import { machineChecks } from './real/machine-checks.ts';
import { partChecks } from './real/part-checks.ts';
import { runMain } from './real/run-main.ts';
import { formatTable } from './real/table.ts';
import { workReport } from './real/work-report.ts';
import { readSettings, type StackSettings } from './stack/settings.ts';
import { messageOf, StackError } from './stack/stack-error.ts';

await runMain(async () => {
  const settings = usableSettings();
  const checks = [...(await machineChecks()), ...(settings ? await partChecks(settings) : [])];
  const header = ['', 'part', 'found', 'version', 'reachable', 'remedy'];
  console.log(formatTable(header, checks.map(row)));
  if (settings) console.log(`\n${await underWay(settings)}`);
  const failed = checks.filter((check) => check.required && !check.ok);
  if (failed.length === 0) console.log('\nEverything that REAL mode needs is there.');
  else console.log(`\nMissing: ${failed.map((check) => check.part).join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
});

/** Undefined also when they are wrong: that is one of the checks. */
function usableSettings(): StackSettings | undefined {
  try {
    return readSettings();
  } catch (error) {
    if (error instanceof StackError) return undefined;
    throw error;
  }
}

/** The rest of the table says why when the database can not be asked. */
async function underWay(settings: StackSettings): Promise<string> {
  try {
    return await withOwner(settings, workReport);
  } catch (error) {
    return `Open intents and findings could not be read: ${messageOf(error).split('\n')[0]}`;
  }
}

function row(check: Check): string[] {
  const mark = check.ok ? 'ok' : check.required ? 'NO' : '--';
  const { part, found, version = '', reachable, remedy = '' } = check;
  return [mark, part, found, version, reachable, remedy];
}
