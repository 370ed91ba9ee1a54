/**
 * How deep a run of the suites goes. `npm run test:ci` proves every rule once; `npm run test:nightly` goes through the
 * same at scale: more cells of the tables, more rows, more runs of each property.
 */
import { z } from 'zod';

const settings = z
  .object({
    QUITTANCE_TEST_DEPTH: z.enum(['ci', 'nightly']).default('ci'),
    /** Multiplies the number of runs of every property. */
    QUITTANCE_TEST_RUNS: z.coerce.number().positive().default(1),
  })
  .parse(process.env);

/** Whether this is the deep run. */
export const isNightly = settings.QUITTANCE_TEST_DEPTH === 'nightly';

/** What a suite works with: so much in continuous integration, so much in the nightly run. */
export function inDepth<T>(ci: T, nightly: T): T {
  return isNightly ? nightly : ci;
}

/** How often a property is tried, given how often in continuous integration. */
export function runs(inCi: number): number {
  return Math.ceil(inCi * settings.QUITTANCE_TEST_RUNS);
}
