import { z } from 'zod';

/** What is read of the report that Schemathesis writes. */
export const fuzzReport = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.number(), tested: z.number(), errored: z.number() }),
  test_cases: z.object({ generated: z.number() }),
  failures: z.array(z.unknown()),
  errors: z.array(z.unknown()),
});
export type FuzzReport = z.infer<typeof fuzzReport>;

/** How a run is judged. */
export interface Judged {
  readonly operations: number;
  readonly cases: number;
  /** Why it does not count as passed; empty when it does. */
  readonly problems: readonly string[];
}

/** What a run should have tried. */
export interface ExpectedFuzz {
  /** All of them. */
  readonly operations: number;
  /** Fewer cases than this for each operation are no test of it. */
  readonly casesMinPerOperation: number;
}

/** Judges a run by what it should have tried. */
export function judgeFuzz(report: FuzzReport, expected: ExpectedFuzz): Judged {
  const { operations, test_cases: cases, failures, errors, complete } = report;
  const { operations: operationsExpected, casesMinPerOperation } = expected;
  const casesMin = operations.tested * casesMinPerOperation;
  const problems = [
    complete ? '' : 'it did not come to its end',
    operations.tested === operationsExpected
      ? ''
      : `${operations.tested} of ${operationsExpected} operations tried`,
    operations.errored === 0 ? '' : `${operations.errored} operations could not be tried`,
    cases.generated >= casesMin ? '' : `${cases.generated} cases, fewer than ${casesMin}`,
    failures.length === 0 ? '' : `${failures.length} failures`,
    errors.length === 0 ? '' : `${errors.length} errors`,
  ];
  return {
    operations: operations.tested,
    cases: cases.generated,
    problems: problems.filter((problem) => problem !== ''),
  };
}
