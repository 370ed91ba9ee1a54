/**
 * Goal: workflow code reaches nothing that is not deterministic, and every kind has its workflow. Method: Temporal's
 * own bundler, which refuses Node's modules, and the bundle run by a worker elsewhere in this folder.
 */
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { intentKinds } from '../../domain/sagas/registry.ts';
import * as workflows from '../../workflows/index.ts';
import { testBundle } from './test-worker.ts';

test('every intent kind has a workflow of its name', () => {
  expect(Object.keys(workflows)).toEqual(expect.arrayContaining([...intentKinds]));
});

test('all workflows bundle, and the bundle is kept', async () => {
  const bundle = await testBundle();
  for (const kind of intentKinds) expect(bundle.code).toContain(kind);
  const askedAt = performance.now();
  expect((await testBundle()).code).toBe(bundle.code);
  expect(performance.now() - askedAt).toBeLessThan(1000);
});

test('workflow code that reaches for a module of Node does not bundle', async () => {
  const told: string[] = [];
  const bundling = bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./impure-workflow.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR', ({ message }) => told.push(message)),
  });
  await expect(bundling).rejects.toThrow('Webpack finished with errors');
  expect(told.join('\n')).toMatch(/crypto/);
});
