// Goal: a process that is told to stop finishes what it has begun. Method: the real API process of MOCK
// mode as a child, SIGTERM twice while a registration waits for its token.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../tests/harness/until.ts';
import { randomWallet, write } from '../tests/harness/worlds/api-app.ts';
import { type NodeProcess, startNodeProcess } from '../tests/harness/worlds/node-process.ts';
import { requireSharedServers } from '../tests/harness/worlds/shared-servers.ts';

/** Processes start slowly on a busy machine. */
const processTimeoutMs = 180_000;
const { api: script } = requireSharedServers().programs;
const started: NodeProcess[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((running) => running.stop()));
});

const address = /http:\/\/127\.0\.0\.1:[1-9][0-9]*/;

/** Starts the API process with settings of MOCK mode and gives where it listens. */
async function startApi(
  env: Record<string, string>,
): Promise<{ readonly api: NodeProcess; readonly url: string }> {
  const api = await startNodeProcess({
    script,
    ready: address,
    env: { MOCK_MODE: 'true', ...env },
  });
  started.push(api);
  return { api, url: address.exec(api.output())?.[0] ?? '' };
}

/** Asks for readiness until it says 503; a refused connection, or no 503 at all, fails the test. */
async function untilDraining(url: string): Promise<void> {
  const look = async () => {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 503) return true;
    expect(status).toBe(200);
    return false;
  };
  await until(look, { what: 'readiness to turn 503', everyMs: 10 });
}

/** A request whose body is not all there yet: the process can not end before it is. */
function holdRequest(url: string): { finish(): Promise<void> } {
  // Refused at once, when it is there.
  const body = '{}';
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const held = request(`${url}/api/register`, { method: 'POST', headers });
  const answered = once(held, 'response').then(([response]: IncomingMessage[]) => {
    response?.resume();
  });
  held.write(body.slice(0, 1));
  return {
    async finish() {
      held.end(body.slice(1));
      await answered;
    },
  };
}

test(
  'SIGTERM, also twice: readiness turns 503, the request under way is answered, exit code 0',
  async () => {
    // No block is mined for a minute, so the registration is still waiting when the signal comes.
    const { api, url } = await startApi({
      PORT: '0',
      MOCK_BLOCK_MS: '60000',
      REGISTER_WAIT_MS: '30000',
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const waiting = fetch(`${url}/api/register`, write({ wallet: randomWallet() }));
    const held = holdRequest(url);
    await sleep(300);
    api.kill('SIGTERM');
    // The signal takes its time on a busy machine; from then on the server listens for half a second more.
    await untilDraining(url);
    api.kill('SIGTERM');
    await until(() => api.output().includes('already draining'));
    await held.finish();
    expect((await waiting).status).toBe(202);
    expect(await api.ended).toBe(0);
  },
  processTimeoutMs,
);

test(
  'a taken port stops the start with a reason',
  async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = z.object({ port: z.int() }).parse(other.address());
      const second = await startNodeProcess({
        script,
        env: { MOCK_MODE: 'true', PORT: String(port) },
      });
      started.push(second);
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain('EADDRINUSE');
    } finally {
      other.close();
    }
  },
  processTimeoutMs,
);
