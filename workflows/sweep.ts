import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../activities/create-maintenance.ts';
import type { SweepRequest } from '../activities/sweep.ts';

const { sweepPage } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '2m',
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 2,
    maximumInterval: '30s',
    maximumAttempts: 10,
  },
});

/** Pages one run works through before another takes over: a history is not to grow without end. */
const pagesPerRun = 200;

/** What a sweep came to. */
export interface SweepTotals {
  readonly looked: number;
  readonly restarted: number;
  readonly reported: number;
}

/** Run by a schedule: looks at every intent that has not changed for a while, page by page, from `request` on. */
export async function sweep(request: SweepRequest): Promise<SweepTotals> {
  let totals: SweepTotals = { looked: 0, restarted: 0, reported: 0 };
  let { after } = request;
  for (let pages = 0; pages < pagesPerRun; pages++) {
    const page = await sweepPage({ after });
    totals = {
      looked: totals.looked + page.looked,
      restarted: totals.restarted + page.restarted,
      reported: totals.reported + page.reported,
    };
    if (page.next === null) return totals;
    after = page.next;
  }
  return await continueAsNew<typeof sweep>({ after });
}
