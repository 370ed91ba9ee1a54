/**
 * Goal: a newcomer's first minutes work: MOCK starts without any service, the printed request works
 * when pasted, the demo reaches SETTLED with each payment token. Method: the processes a user starts.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NodeProcess, startNodeProcess } from '../harness/worlds/node-process.ts';

const run = promisify(execFile);
const limits = { RL_REGISTER_PER_HOUR: '0', RL_DEFAULT_PER_MIN: '0' };
let mock: NodeProcess;
let url: string;

beforeAll(async () => {
  mock = await startNodeProcess({
    script: 'api/main.ts',
    env: { PORT: '0', LOG_LEVEL: 'warn', ...limits },
    ready: /npm run demo/,
  });
  url = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(mock.output())?.[0] ?? '';
});
afterAll(() => mock?.stop());

test('it is healthy, ready, and says which mode it is', async () => {
  const health = await fetch(`${url}/healthz`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({ ok: true, mode: 'mock', chainId: 31_337 });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('the printed curl works when pasted, and again', async () => {
  const command = /^ {2}(curl .*)$/m.exec(mock.output())?.[1] ?? '';
  const first = await run('sh', ['-c', command]);
  expect(JSON.parse(first.stdout)).toMatchObject({ tokenId: '1', status: 'SETTLED' });
  const again = await run('sh', ['-c', command]);
  expect(again.stdout).toBe(first.stdout);
});

test('the printed key lets an operator in', async () => {
  const [, path, key] =
    /(\/api\/admin\/dlq) \(Authorization: Bearer (\S+)\)/.exec(mock.output()) ?? [];
  const read = (headers: Record<string, string>) => fetch(`${url}${path}`, { headers });
  expect((await read({})).status).toBe(401);
  const answer = await read({ authorization: `Bearer ${key}` });
  expect(await answer.json()).toEqual({ intents: [], nextCursor: null });
});

test.each(['USDC', 'USDT'])(
  'the demo settles a claim paid in %s, and its repetition changes nothing',
  async (token) => {
    const demo = await startNodeProcess({
      script: 'ops/demo.ts',
      args: ['--url', url, '--token', token],
      env: {},
    });
    expect(await demo.ended).toBe(0);
    expect(demo.output()).toContain('Settled once.');
    expect(demo.output()).toContain(`150 ${token}`);
  },
);

test('a demo without a platform says what to start', async () => {
  const demo = await startNodeProcess({
    script: 'ops/demo.ts',
    args: ['--url', 'http://127.0.0.1:9'],
    env: {},
  });
  expect(await demo.ended).toBe(1);
  expect(demo.output()).toContain('npm run dev');
});

test('a wrong setting stops the start and is named', async () => {
  const api = await startNodeProcess({
    script: 'api/main.ts',
    env: { PORT: 'many', RL_CLAIM_PER_HOUR: '-1' },
  });
  expect(await api.ended).toBe(78);
  expect(api.output()).toMatch(/PORT:[\s\S]*RL_CLAIM_PER_HOUR:/);
});

test('SIGTERM drains and ends with 0; a second one is harmless', async () => {
  mock.kill('SIGTERM');
  mock.kill('SIGTERM');
  expect(await mock.ended).toBe(0);
});
