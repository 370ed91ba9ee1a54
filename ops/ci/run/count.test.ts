// Goal: a run that tested nothing, or broke outside a test, never looks green. Method: planted reports.
import { describe, expect, test } from 'vitest';
import { countCheck, countSuite, exitCodeOf, isOverBudget, total } from './count.ts';

const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] };
const none = { numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const green = { ...none, numPassedTests: 1, success: true, testResults: [passing] };

describe('counting a suite', () => {
  test('passed and failed tests are taken over', () => {
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    const counts = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
    const report = { ...counts, success: false, testResults: [failing] };
    expect(countSuite(report, 1)).toEqual({ passed: 3, failed: 1, notRun: 3 });
  });

  test('a file that could not be loaded is a failure beside the tests that passed', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const report = { ...green, success: false, testResults: [passing, broken] };
    expect(countSuite(report, 1)).toEqual({ passed: 1, failed: 1, notRun: 0 });
  });

  test('an error outside any test is a failure', () => {
    expect(countSuite(green, 1)).toEqual({ passed: 1, failed: 1, notRun: 0 });
  });

  test('no report and no tests are failures', () => {
    expect(countSuite(null, 0).failed).toBe(1);
    expect(countSuite({ ...green, numPassedTests: 0, testResults: [] }, 0).failed).toBe(1);
  });
});

test('the exit code is 1 for any failure and for nothing executed', () => {
  expect(exitCodeOf({ passed: 0, failed: 0, notRun: 1 })).toBe(1);
  expect(exitCodeOf(total([countCheck(0), countCheck(2)]))).toBe(1);
  expect(exitCodeOf(total([countCheck(0), countSuite(green, 0)]))).toBe(0);
});

test('a step fails when it takes more than twice its budget, not before', () => {
  expect(isOverBudget(20, 10)).toBe(false);
  expect(isOverBudget(20.1, 10)).toBe(true);
});
