/**
 * Goal: a change that runs under way could not follow fails here, before it is deployed. Method: histories
 * recorded on a real server (`npm run histories:record`) are replayed with the workflows as they are now; and, to
 * show that this can fail, with a saga whose steps were changed.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type ReplayResult, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { intentKinds } from '../../domain/sagas/registry.ts';
import { readHistory } from './history-file.ts';
import { scenarios } from './scenarios.ts';
import { testBundle, untraced } from './test-worker.ts';

const folder = new URL('./histories/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

async function replay(names: readonly string[], bundle: { code: string }): Promise<ReplayResult[]> {
  const histories = await Promise.all(
    names.map(async (name) => ({
      workflowId: name,
      history: await readHistory(fileURLToPath(new URL(name, folder))),
    })),
  );
  const results: ReplayResult[] = [];
  const options = { workflowBundle: bundle, plugins: [untraced()] };
  for await (const result of Worker.runReplayHistories(options, histories)) results.push(result);
  return results;
}

test('every kind has a history of every scenario', () => {
  const wanted = scenarios.flatMap(({ name, kinds }) =>
    kinds.map((kind) => `${kind}-${name}.json`),
  );
  expect(files).toEqual(expect.arrayContaining(wanted));
  for (const kind of intentKinds) {
    const recorded = files.filter((name) => name.startsWith(`${kind}-`)).length;
    expect(recorded, `histories of ${kind}`).toBeGreaterThanOrEqual(5);
  }
});

test('the workflows as they are follow every recorded history', async () => {
  const results = await replay(files, await testBundle());
  expect(results).toHaveLength(files.length);
  for (const { workflowId, error } of results) expect(error, workflowId).toBeUndefined();
});

test('a changed order of steps does not', async () => {
  const changed = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./changed-order.ts', import.meta.url)),
    plugins: [untraced()],
    logger: new DefaultLogger('ERROR', () => undefined),
  });
  const claims = ['claim-settled.json', 'claim-waiting-for-payment.json', 'claim-failed.json'];
  const results = await replay(claims, changed);
  expect(results).toHaveLength(claims.length);
  for (const { workflowId, error } of results) {
    expect(error, workflowId).toBeInstanceOf(DeterminismViolationError);
  }
});
