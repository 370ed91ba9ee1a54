/**
 * `npm run histories:record`: runs every scenario of every kind on a real server and keeps the histories for the
 * replay test. To be run when a kind or a scenario is new; a recorded history stays as long as runs like it may
 * be under way anywhere, since replaying it is what shows that a change is safe for them.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection } from '@temporalio/worker';
import type { IntentKind } from '../../domain/sagas/registry.ts';
import { startTestStack } from '../../ops/stack/test-stack.ts';
import { startAttributes } from '../../platform/temporal-connection.ts';
import { fakePlatform } from './fake-platform.ts';
import { writeHistory } from './history-file.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { startTestWorker } from './test-worker.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));

/** A name that says nothing about the machine. */
const identity = 'recorder';

await mkdir(folder, { recursive: true });
await using stack = await startTestStack(['temporal']);
const { address } = stack.temporal;
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }), identity });
for (const scenario of scenarios) {
  for (const kind of scenario.kinds) {
    const file = `${folder}${kind}-${scenario.name}.json`;
    if (existsSync(file)) continue;
    const history = await record(scenario, kind);
    await writeHistory(file, history);
    process.stdout.write(`${kind} ${scenario.name}: ${history.events?.length} events\n`);
  }
}
await client.connection.close();
await connection.close();

async function record(scenario: Scenario, kind: IntentKind): Promise<History> {
  const platform = fakePlatform(kind);
  scenario.prepare(platform);
  const taskQueue = `recorded-${kind}-${scenario.name}`;
  const { activities } = platform;
  const worker = await startTestWorker({ connection, taskQueue, activities, identity });
  const handle = await client.workflow.start(kind, {
    taskQueue,
    workflowId: `${kind}/default/0123456789abcdef/${scenario.name}`,
    args: [{ intentId: randomUUID() }],
    typedSearchAttributes: startAttributes('default', kind),
  });
  await scenario.drive(platform, handle);
  await handle.result();
  await worker.stop();
  return handle.fetchHistory();
}
