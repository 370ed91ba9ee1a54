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

/** Fewer cases than this for each operation are no test of it. */
const casesMinPerOperation = 3;

/** Judges a run that should have tried every one of `expected` operations. */
export function judgeFuzz(report: FuzzReport, expected: number): Judged {
  const { operations, test_cases: cases, failures, errors, complete } = report;
  const casesMin = operations.tested * casesMinPerOperation;
  const problems = [
    complete ? '' : 'it did not come to its end',
    operations.tested === expected ? '' : `${operations.tested} of ${expected} operations tried`,
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
