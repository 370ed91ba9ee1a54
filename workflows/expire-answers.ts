import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../activities/create-maintenance.ts';

const { expireAnswers: expire } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Run by a schedule: expires old answers, and says how many. */
export function expireAnswers(request: { retentionDays: number }): Promise<number> {
  return expire(request);
}
