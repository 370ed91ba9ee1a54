// Goal: browsers may call from listed origins and from the app's own, with their cookies where the origin was named.
// Method: the headers of requests and preflights through app.request() on PGlite.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../tests/harness/worlds/api-app.ts';

const origin = 'https://app.example';
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function ask(corsOrigins: readonly string[], path = '/api/config', init: RequestInit = {}) {
  const headers = { origin, ...init.headers };
  return await api.app({ corsOrigins: [...corsOrigins] }).request(path, { ...init, headers });
}

test('a listed origin may read answers and send cookies', async () => {
  const allowed = await ask([origin]);
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
  expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
});

test('where any origin is let in, none may send cookies', async () => {
  const allowed = await ask(['*']);
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
});

test('a preflight lets writes through with their key; an origin that is not listed is refused', async () => {
  const headers = { 'access-control-request-method': 'POST' };
  const preflight = await ask([origin], '/api/register', { method: 'OPTIONS', headers });
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  expect((await ask(['https://other.example'])).status).toBe(403);
});

test('the own origin needs no list', async () => {
  const own = await api
    .app()
    .request('http://host.example/api/config', { headers: { origin: 'http://host.example' } });
  expect(own.status).toBe(200);
});
