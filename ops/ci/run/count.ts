import { z } from 'zod';

/** How many tests (or whole checks) passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Skipped: on purpose, or because what they need failed before them. */
  readonly notRun: number;
}

/** The part of vitest's JSON report that is counted. */
export const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export type VitestReport = z.infer<typeof vitestReport>;

/**
 * Counts a vitest run. A file that could not be loaded, an error outside any test, a missing report
 * and a run without a single test each count as a failure, although no test failed.
 */
export function countSuite(report: VitestReport | null, exitCode: number): Count {
  if (report === null) return { passed: 0, failed: 1, notRun: 0 };
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const executed = report.numPassedTests + failed;
  const unexplained = failed === 0 && (exitCode !== 0 || !report.success || executed === 0);
  return {
    passed: report.numPassedTests,
    failed: unexplained ? 1 : failed,
    notRun: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts a static check: one, passed or failed. */
export function countCheck(exitCode: number): Count {
  const passed = exitCode === 0 ? 1 : 0;
  return { passed, failed: 1 - passed, notRun: 0 };
}

/** Sum of all counts. */
export function total(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    notRun: counts.reduce((sum, { notRun }) => sum + notRun, 0),
  };
}

/** Whether a step took so much longer than it should that something is wrong with it, and not with the machine. */
export function isOverBudget(tookS: number, budgetS: number): boolean {
  return tookS > 2 * budgetS;
}

/** The exit code of the whole run: success needs at least one test and no failure. */
export function exitCodeOf(count: Count): 0 | 1 {
  return count.failed === 0 && count.passed > 0 ? 0 : 1;
}
