// Goal: notifications are answered with nothing, and JSON-RPC is for this machine alone. Method: app.request().
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { openTestApi, type TestApi } from '../../tests/harness/worlds/api-app.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const notification = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', method: 'eth_chainId', params: [] }),
};

test('a request that wants no answer gets none', async () => {
  const app = api.app({}, { rpc: async () => undefined });
  const response = await app.request('/rpc', notification, { remoteAddress: '127.0.0.1' });
  expect([response.status, await response.text()]).toEqual([204, '']);
});

test('for a peer elsewhere, and under a name that only leads here, there is no such route', async () => {
  const { problemOf } = createProblemJudge();
  const app = api.app({}, { rpc: async () => undefined });
  const elsewhere = await app.request('/rpc', notification, { remoteAddress: '192.0.2.1' });
  await problemOf(elsewhere, 'NOT_FOUND');
  const rebound = 'http://rebound.example/rpc';
  const renamed = await app.request(rebound, notification, { remoteAddress: '127.0.0.1' });
  await problemOf(renamed, 'NOT_FOUND');
});
