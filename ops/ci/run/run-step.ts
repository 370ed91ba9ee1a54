/** Runs one step and keeps what it prints together, since some run at the same time. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import {
  type Count,
  countCheck,
  countSuite,
  isOverBudget,
  type VitestReport,
  vitestReport,
} from './count.ts';
import type { Step } from './steps.ts';

/** How a step went. */
export interface StepResult {
  readonly step: Step;
  readonly count: Count;
  readonly tookS: number;
  /** What it printed. */
  readonly output: string;
}

/** What a step is run with. */
export interface StepContext {
  readonly reportFolder: string;
  /** Seconds that this step may take, and twice that before it counts as failed. */
  readonly budgetS: number;
}

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a step to its end. A step over twice its budget has failed, whatever it found. */
export async function runStep(step: Step, context: StepContext): Promise<StepResult> {
  const startedAt = performance.now();
  const { count, output } = step.kind === 'check' ? await check(step) : await suite(step, context);
  const tookS = (performance.now() - startedAt) / 1000;
  const failed = count.failed + (isOverBudget(tookS, context.budgetS) ? 1 : 0);
  return { step, count: { ...count, failed }, tookS, output };
}

async function check({ script }: Extract<Step, { kind: 'check' }>) {
  const { exitCode, output } = await run('npm', ['run', '--silent', script]);
  return { count: countCheck(exitCode), output };
}

async function suite({ project }: Extract<Step, { kind: 'suite' }>, { reportFolder }: StepContext) {
  const reportFile = `${reportFolder}/${project}.json`;
  rmSync(reportFile, { force: true });
  const { exitCode, output } = await run('node_modules/.bin/vitest', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ]);
  const { report, trouble } = readReport(reportFile);
  return { count: countSuite(report, exitCode), output: output + trouble };
}

/** The report vitest has written, or why there is no readable one. */
function readReport(file: string): { report: VitestReport | null; trouble: string } {
  try {
    return { report: vitestReport.parse(JSON.parse(readFileSync(file, 'utf8'))), trouble: '' };
  } catch (error) {
    return { report: null, trouble: `${file} can not be read: ${String(error)}\n` };
  }
}

/** Runs a command and gives its exit code, 1 when it was killed, and all it printed. */
function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    // Without a terminal nothing may ask a question, so there is no standard input.
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: 'true' },
    });
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
