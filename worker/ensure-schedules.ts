import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';

/** Options of {@link ensureSchedules}. */
export interface SchedulesOptions {
  readonly taskQueue: string;
  readonly answerRetentionDays: number;
  /** Temporal counts whole seconds. */
  readonly sweepIntervalMs: number;
}

/** A workflow that is run again and again. */
interface Scheduled {
  readonly name: string;
  readonly workflowType: string;
  readonly everyMs: number;
  /** What was missed while Temporal was away is made up for when it is no older than this. */
  readonly catchupMs: number;
  readonly args: readonly unknown[];
}

const minuteMs = 60_000;

function scheduledOf({ answerRetentionDays, sweepIntervalMs }: SchedulesOptions): Scheduled[] {
  return [
    {
      name: 'expire-answers',
      workflowType: 'expireAnswers',
      everyMs: 60 * minuteMs,
      catchupMs: 60 * minuteMs,
      args: [{ retentionDays: answerRetentionDays }],
    },
    {
      name: 'release-commissions',
      workflowType: 'releaseCommissions',
      everyMs: 60 * minuteMs,
      // It releases all that is due: one makes up for any number of them.
      catchupMs: 60 * minuteMs,
      args: [],
    },
    {
      name: 'sweep',
      workflowType: 'sweep',
      everyMs: sweepIntervalMs,
      // A sweep looks at all there is: one makes up for any number of them.
      catchupMs: minuteMs,
      args: [{ after: null }],
    },
  ];
}

/**
 * Creates the schedules, or brings them to the present settings; harmless to repeat and from several
 * workers at once (design rule 13). A run that is still under way when the next is due is not doubled.
 */
export async function ensureSchedules(client: Client, options: SchedulesOptions): Promise<void> {
  for (const scheduled of scheduledOf(options)) {
    await ensureSchedule(client, options.taskQueue, scheduled);
  }
}

async function ensureSchedule(
  client: Client,
  taskQueue: string,
  { name, workflowType, everyMs, catchupMs, args }: Scheduled,
): Promise<void> {
  const scheduleId = `${taskQueue}/${name}`;
  const spec = { intervals: [{ every: everyMs }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchupMs };
  const action = {
    type: 'startWorkflow' as const,
    workflowType,
    workflowId: scheduleId,
    taskQueue,
    args: [...args],
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
