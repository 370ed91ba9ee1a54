/** A worker for the bare workflows, as a process of its own like the real one: its CPU can be told apart. */
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import type { BareActivities } from './activities.ts';

const env = z
  .object({
    TEMPORAL_ADDRESS: z.string(),
    TEMPORAL_TASK_QUEUE: z.string(),
    WORKER_CONCURRENCY: z.string().transform(Number),
  })
  .parse(process.env);

/** The block time of the bench's chain: the watcher signals once per block. */
const blockMs = 1000;

const client = new Client({
  connection: await Connection.connect({ address: env.TEMPORAL_ADDRESS }),
});
let waiting: string[] = [];
let done = 0;
setInterval(() => {
  const due = waiting;
  waiting = [];
  void Promise.all(due.map((id) => client.workflow.getHandle(id).signal('chain')));
}, blockMs);

const activities: BareActivities = {
  nothing: () => Promise.resolve(),
  async sent() {
    waiting.push(Context.current().info.workflowExecution?.workflowId ?? '');
  },
  async ended() {
    done += 1;
    process.stdout.write(`ended ${done}\n`);
  },
};

Runtime.install({ logger: new DefaultLogger('ERROR') });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS }),
  taskQueue: env.TEMPORAL_TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities,
  maxConcurrentLocalActivityExecutions: env.WORKER_CONCURRENCY,
  maxConcurrentWorkflowTaskExecutions: env.WORKER_CONCURRENCY,
  maxCachedWorkflows: 1000,
});
process.stdout.write('bare worker started\n');
await worker.run();
