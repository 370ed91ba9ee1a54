// Goal: a run that tried too little, or found something, is not taken for a good one. Method: reports by hand.
import { expect, test } from 'vitest';
import { type FuzzReport, judgeFuzz } from './fuzz-report.ts';

const good: FuzzReport = {
  complete: true,
  operations: { selected: 4, tested: 4, errored: 0 },
  test_cases: { generated: 20 },
  failures: [],
  errors: [],
};
const expected = { operations: 4, casesMinPerOperation: 5 };

test('all operations tried, nothing found', () => {
  expect(judgeFuzz(good, expected)).toEqual({ operations: 4, cases: 20, problems: [] });
});

test.each<[string, Partial<FuzzReport>, string]>([
  ['cut short', { complete: false }, 'it did not come to its end'],
  [
    'one left out',
    { operations: { selected: 3, tested: 3, errored: 0 } },
    '3 of 4 operations tried',
  ],
  [
    'one that could not be tried',
    { operations: { ...good.operations, errored: 1 } },
    '1 operations could not be tried',
  ],
  ['next to no cases', { test_cases: { generated: 19 } }, '19 cases, fewer than 20'],
  ['a failure', { failures: [{}] }, '1 failures'],
  ['an error', { errors: [{}] }, '1 errors'],
])('%s', (_, change, problem) => {
  expect(judgeFuzz({ ...good, ...change }, expected).problems).toEqual([problem]);
});
