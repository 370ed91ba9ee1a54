/** Property-based tests: fast-check's properties, registered with vitest. */
import * as fc from 'fast-check';
import { test } from 'vitest';

/** One arbitrary for each value that a check is given. */
type Arbitraries<Values extends [unknown, ...unknown[]]> = {
  [At in keyof Values]: fc.Arbitrary<Values[At]>;
};

/** False, or an error thrown, is a counterexample. */
type Check<Values extends [unknown, ...unknown[]]> = (
  ...values: Values
) => boolean | void | Promise<boolean> | Promise<void>;

/**
 * Gives a function that registers a vitest test, which tries `check` on values drawn from the arbitraries. A failure
 * reports the seed, the path and the shrunk counterexample; `{ seed, path }` as parameters repeats it. Hooks run once
 * for the test, not for each try.
 *
 * `test.prop` of `@fast-check/vitest` is not used: importing that package costs each test process 3 seconds of CPU
 * time, because it walks all chains of keywords of vitest's `test`.
 */
export function property<Values extends [unknown, ...unknown[]]>(
  arbitraries: Arbitraries<Values>,
  parameters?: fc.Parameters<Values>,
): (title: string, check: Check<Values>, timeoutMs?: number) => void {
  return (title, check, timeoutMs) => {
    test(
      title,
      () =>
        fc.assert(
          fc.asyncProperty<Values>(...arbitraries, async (...values: Values) => check(...values)),
          parameters,
        ),
      timeoutMs,
    );
  };
}
