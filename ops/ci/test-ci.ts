/**
 * `npm run test:ci`: every check and every suite, whatever fails on the way; `npm run test:nightly` (`--nightly`): the
 * suites at scale. The last line is `N passed, N failed`; a static check counts as one, a suite as its tests.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { atOnce } from '../../tests/harness/at-once.ts';
import { startSharedServers } from '../../tests/harness/worlds/shared-servers.ts';
import { seenAnswersFolder } from './routes/seen-answers.ts';
import { exitCodeOf, total } from './run/count.ts';
import { runStep, type StepResult } from './run/run-step.ts';
import { closing, nightlyFactor, type Step, steps, stepsAtOnce } from './run/steps.ts';

const reportFolder = '.quittance/ci';
const isNightly = process.argv.includes('--nightly');
const budgetFactor = isNightly ? nightlyFactor : 1;

/** A step's line in the summary. */
function lineOf({ step, count, tookS }: StepResult): string {
  const notRun = count.notRun === 0 ? '' : `, ${count.notRun} not run`;
  const budget = `budget ${step.budgetS * budgetFactor} s, took ${tookS.toFixed(1)} s`;
  return `${step.title}: ${count.passed} passed, ${count.failed} failed${notRun} (${budget})`;
}

const results: StepResult[] = [];

async function run(step: Step): Promise<void> {
  console.log(`... ${step.title}`);
  const budgetS = step.budgetS * budgetFactor;
  const result = await runStep(step, { reportFolder, budgetS });
  process.stdout.write(`\n=== ${step.title} ===\n${result.output.trimEnd()}\n`);
  console.log(`--- ${lineOf(result)}\n`);
  results.push(result);
}

const startedAt = performance.now();
mkdirSync(reportFolder, { recursive: true });
rmSync(seenAnswersFolder, { recursive: true, force: true });
if (isNightly) {
  process.env['QUITTANCE_TEST_DEPTH'] = 'nightly';
  process.env['QUITTANCE_TEST_RUNS'] ??= '5';
}
const servers = await startSharedServers();
try {
  await atOnce(steps, stepsAtOnce, run);
  await run(closing);
} finally {
  await servers[Symbol.asyncDispose]();
}
const sum = total(results.map(({ count }) => count));
console.log(`=== Summary ===\n${results.map(lineOf).join('\n')}`);
console.log(`all in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = exitCodeOf(sum);
