/**
 * Goal: commissions become payable by a schedule, up to the time at which its workflow runs. Method: a real Temporal
 * server and the real bundle; the schedule is triggered and not waited for.
 */
import { randomUUID } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReleaseRequest } from '../../db/release-commissions.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { ensureSchedules } from '../../worker/ensure-schedules.ts';
import { until } from '../harness/until.ts';
import { takeNamespace } from '../harness/worlds/shared-servers.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';
import { testBundle, untraced } from './test-worker.ts';

const place = takeNamespace();
let temporal: TemporalClient;
let connection: NativeConnection;

beforeAll(async () => {
  const { address } = place;
  temporal = await connectTo(place);
  connection = await NativeConnection.connect({ address });
});
afterAll(async () => {
  await connection?.close();
  await temporal?.close();
});

test('the schedule releases, hourly, what is due when it runs, and tries again what fails', async () => {
  const taskQueue = randomUUID();
  await ensureSchedules(temporal.client, {
    ...{ taskQueue, answerRetentionDays: 30, sweepIntervalMs: 3_600_000 },
  });
  const schedule = temporal.client.schedule.getHandle(`${taskQueue}/release-commissions`);
  const { spec, policies, action } = await schedule.describe();
  expect(spec.intervals?.map(({ every }) => every)).toEqual([3_600_000]);
  expect(policies).toMatchObject({ overlap: 'SKIP' });
  expect(action).toMatchObject({ workflowType: 'releaseCommissions', taskQueue });

  const asked: ReleaseRequest[] = [];
  const worker = await Worker.create({
    ...{ connection, namespace: place.namespace, taskQueue, workflowBundle: await testBundle() },
    activities: {
      releaseCommissions: async (request: ReleaseRequest) => {
        asked.push(request);
        if (asked.length === 1) throw new Error('PostgreSQL is restarting');
        return 7;
      },
    },
    plugins: [untraced()],
  });
  const running = worker.run();
  try {
    await schedule.trigger();
    await until(() => asked.length >= 2);
    const { info } = await schedule.describe();
    const ran = info.recentActions[0]?.action.workflow;
    if (ran === undefined) throw new Error('Expected a run of the schedule');
    const handle = temporal.client.workflow.getHandle(ran.workflowId, ran.firstExecutionRunId);
    expect(await handle.result()).toBe(7);
    const { startTime } = await handle.describe();
    const [first, again] = asked;
    expect(Date.parse(first?.until ?? '')).toBeGreaterThanOrEqual(startTime.getTime());
    expect(again).toEqual(first);
  } finally {
    worker.shutdown();
    await running;
    await schedule.delete();
  }
});
