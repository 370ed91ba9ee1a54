// Goal: waiting ends when it should also after garbage was collected, which is when Node's fetch forgets the signal
// of a copied request. Method: a socket that never answers, and collections while the calls wait.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from './create-client.ts';
import { createRetryingFetch } from './retrying-fetch.ts';

setFlagsFromString('--expose-gc');
const collect = z.function({ input: [], output: z.void() }).implement(runInNewContext('gc'));
const server = createServer(() => undefined);
const timer = setInterval(() => collect(), 20);
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`;
});
afterAll(() => {
  clearInterval(timer);
  server.close();
  server.closeAllConnections();
});

test('calls that nobody answers end with their time', async () => {
  const ask = createRetryingFetch({ attemptsMax: 2, attemptTimeoutMs: 200, backoffMs: 1 });
  const calls = Array.from({ length: 20 }, () => ask(new Request(url)));
  const ends = await Promise.allSettled(calls);
  expect(ends.map((end) => end.status)).toEqual(calls.map(() => 'rejected'));
});

test('a call that nobody answers ends when its caller has enough', async () => {
  const stop = new AbortController();
  const asked = createClient({ baseUrl: url }).GET('/api/gas-price', { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 200);
  await expect(asked).rejects.toThrow('enough');
});
