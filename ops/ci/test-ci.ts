/**
 * `npm run test:ci`: every check and every suite, one after the other, whatever fails on the way. The
 * last line is `N passed, N failed`; a static check counts as one, a suite as its tests.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { seenAnswersFolder } from './routes/seen-answers.ts';
import {
  type Count,
  countCheck,
  countSuite,
  exitCodeOf,
  total,
  type VitestReport,
  vitestReport,
} from './run/count.ts';
import { type Step, steps } from './run/steps.ts';

const reportFolder = '.quittance/ci';

/** Runs a command with its output passed through. @returns its exit code; 1 when it was killed. */
function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // Without a terminal nothing may ask a question, so there is no standard input.
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CI: 'true' },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function runSuite(project: string): Promise<Count> {
  const reportFile = `${reportFolder}/${project}.json`;
  rmSync(reportFile, { force: true });
  const exitCode = await run('node_modules/.bin/vitest', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ]);
  return countSuite(readReport(reportFile), exitCode);
}

/** The report vitest has written, or null when it came to no readable one. */
function readReport(file: string): VitestReport | null {
  try {
    return vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${file} can not be read:`, error);
    return null;
  }
}

async function runStep(step: Step): Promise<Count> {
  switch (step.kind) {
    case 'check':
      return countCheck(await run('npm', ['run', '--silent', step.script]));
    case 'suite':
      return await runSuite(step.project);
  }
}

mkdirSync(reportFolder, { recursive: true });
rmSync(seenAnswersFolder, { recursive: true, force: true });
const counts: Count[] = [];
const summary: string[] = [];
for (const step of steps) {
  console.log(`\n=== ${step.title} ===`);
  const startedAt = performance.now();
  const count = await runStep(step);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const notRun = count.notRun === 0 ? '' : `, ${count.notRun} not run`;
  const line = `${step.title}: ${count.passed} passed, ${count.failed} failed${notRun} in ${seconds} s`;
  console.log(`--- ${line}`);
  counts.push(count);
  summary.push(line);
}

const sum = total(counts);
console.log(`\n=== Summary ===\n${summary.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = exitCodeOf(sum);
