/**
 * Goal: a platform that does not come up, and one whose suite is killed, leave no process behind. Method: APIs that are
 * still starting beside a worker that refuses to; and a process that starts a platform and is killed with SIGKILL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../ops/stack/paths.ts';
import { processIdentity } from '../../ops/stack/process-identity.ts';
import { until } from '../harness/until.ts';
import { startNodeProcess } from '../harness/worlds/node-process.ts';
import { startRealPlatform } from '../harness/worlds/real-platform.ts';

const isGone = (pid: number) => processIdentity(pid) === undefined;

test('a worker that does not start: two APIs that were starting beside it end with the platform', async () => {
  const platform = await startRealPlatform();
  const apis = [platform.startApi(), platform.startApi()];
  const worker = platform.startWorker({ SIGNER_KEY_FILE: '/nowhere/signer.key' });
  // As `Promise.all` has it: the first that fails is heard, whatever the others do.
  const ended = platform[Symbol.asyncDispose]();
  await expect(worker).rejects.toThrow('did not come up');
  await ended;
  for (const api of await Promise.allSettled(apis)) {
    if (api.status === 'fulfilled') expect(isGone(api.value.pid)).toBe(true);
  }
  await expect(platform.startApi()).rejects.toThrow('Expected a platform that is open');
});

test('a process that says the wrong thing for too long is ended, and its output told', async () => {
  const starting = startNodeProcess({
    ...{ script: 'ops/demo.ts', args: ['--help'], env: {} },
    ready: /never printed/,
  });
  await expect(starting).rejects.toThrow(/ops\/demo\.ts did not come up:\nUsage/);
});

const printed = z.tuple([z.string().transform((line) => z.array(z.int()).parse(JSON.parse(line)))]);

test('a suite that is killed takes its API and its worker with it', async () => {
  const script = `
    import { startRealPlatform } from './tests/harness/worlds/real-platform.ts';
    const platform = await startRealPlatform();
    const started = await Promise.all([platform.startApi(), platform.startWorker()]);
    console.log(JSON.stringify(started.map(({ pid }) => pid)));
    setInterval(() => undefined, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const suite = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = once(createInterface(suite.stdout), 'line');
  const pids = printed.parse(await Promise.race([line, once(suite, 'exit')]))[0];
  expect(pids).toHaveLength(2);
  expect(pids.some(isGone)).toBe(false);
  suite.kill('SIGKILL');
  await until(() => pids.every(isGone), { what: 'API and worker to end', timeoutMs: 15_000 });
});
