/**
 * Goal: the worker refuses MOCK mode at its entry, and also for whoever gets past the entry. Method: the
 * process as a user starts it, and the function behind it called directly, in a process of its own.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neverCrash } from '../platform/crash-points.ts';
import { parseEnv } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { startNodeProcess } from '../tests/harness/worlds/node-process.ts';
import { runWorker } from './run-worker.ts';

test('started in MOCK mode it ends with a reason and a non-zero code', async () => {
  const worker = await startNodeProcess({ script: 'worker/main.ts', env: { MOCK_MODE: 'true' } });
  expect(await worker.ended).toBe(78);
  expect(worker.output()).toContain('MOCK_MODE: the worker runs in REAL mode only');
});

test('forced past the entry check it still refuses', async () => {
  const logger = createLogger({ level: 'silent', name: 'worker' });
  await expect(runWorker({ env: parseEnv({}), logger, crash: neverCrash })).rejects.toThrow(
    /MOCK_MODE/,
  );
});

test('a process that forces its way to the worker ends by itself, non-zero', async () => {
  const script = join(tmpdir(), `forced-worker-${process.pid}.mts`);
  const module = new URL('./run-worker.ts', import.meta.url).href;
  const env = new URL('../platform/env.ts', import.meta.url).href;
  const logger = new URL('../platform/logger.ts', import.meta.url).href;
  writeFileSync(
    script,
    `const { runWorker } = await import('${module}');
     const { parseEnv } = await import('${env}');
     const { createLogger } = await import('${logger}');
     setInterval(() => {}, 1000);
     await runWorker({ env: parseEnv({}), logger: createLogger({ level: 'silent', name: 'worker' }), crash: async () => {} });`,
  );
  const worker = await startNodeProcess({ script, env: {} });
  expect(await worker.ended).not.toBe(0);
  expect(worker.output()).toContain('MOCK_MODE');
});
