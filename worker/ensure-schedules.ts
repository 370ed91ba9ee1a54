import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';

/** Options of {@link ensureSchedules}. */
export interface SchedulesOptions {
  readonly taskQueue: string;
  readonly answerRetentionDays: number;
}

const expireEvery = '1h';

/**
 * Creates the schedules, or brings them to the present settings; harmless to repeat and from several
 * workers at once (design rule 13). A run that is still under way when the next is due is not doubled.
 */
export async function ensureSchedules(client: Client, options: SchedulesOptions): Promise<void> {
  const { taskQueue, answerRetentionDays } = options;
  const scheduleId = `${taskQueue}/expire-answers`;
  const spec = { intervals: [{ every: expireEvery }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: expireEvery };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'expireAnswers',
    workflowId: scheduleId,
    taskQueue,
    args: [{ retentionDays: answerRetentionDays }],
  };
  try {
    await client.schedule.create({ scheduleId, spec, policies, action });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule
      .getHandle(scheduleId)
      .update((known) => ({ ...known, spec, policies, action }));
  }
}
