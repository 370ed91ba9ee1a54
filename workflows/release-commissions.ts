import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../activities/create-maintenance.ts';

const { releaseCommissions: release } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Run by a schedule: makes commissions payable whose hold period is over by its start, and says how many. */
export function releaseCommissions(): Promise<number> {
  return release({ until: new Date().toISOString() });
}
