import { type Database, withProgram } from '../db/database.ts';
import {
  countRuns,
  type RunInWindow,
  type RunsCursor,
  type RunsWindow,
  runsInWindow,
} from '../db/queries/commission-runs.ts';
import { type Backtest, createBacktester } from '../domain/backtest.ts';
import type { CommissionRates } from '../domain/commission-split.ts';
import { wrongField } from './program-settings.ts';

/** Payments a back-test looks at, at most, and how many it reads at once. */
const runsMax = 100_000;
const runsPageMax = 500;

/**
 * Computes what other rates would have paid for the payments of a time, page by page; writes nothing.
 * @throws ApiError VALIDATION_FAILED for a time with too many payments.
 */
export async function backtestRules(
  db: Database,
  window: RunsWindow,
  rates: CommissionRates,
): Promise<Backtest> {
  const inProgram = <T>(read: (tx: Database) => Promise<T>) =>
    withProgram(db, window.programId, read);
  if ((await inProgram((tx) => countRuns(tx, window, runsMax + 1))) > runsMax)
    throw wrongField('/to', `a time with at most ${runsMax} payments`);
  const tester = createBacktester(rates);
  for (let after: RunsCursor | null = null; ; ) {
    const page: { after: RunsCursor | null; limit: number } = { after, limit: runsPageMax };
    const runs: RunInWindow[] = await inProgram((tx) => runsInWindow(tx, window, page));
    for (const run of runs) tester.take(run);
    const last = runs.at(-1);
    if (last === undefined || runs.length < runsPageMax) return tester.result();
    after = last;
  }
}
