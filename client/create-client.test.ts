// Goal: the client puts a key where one belongs, and an answer that is no success is an error that tells why.
// Method: a fetch that notes what it is asked; the platform itself is asked in tests/integration/client.test.ts.
import { expect, test } from 'vitest';
import { answerOf, type ClientOptions, createClient } from './create-client.ts';

const wallet = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const json = { 'content-type': 'application/json' };

function ask(response: () => Response, options: ClientOptions = {}) {
  const requests: Request[] = [];
  const client = createClient({
    baseUrl: 'http://quittance.test',
    fetch: (request) => {
      requests.push(request);
      return response();
    },
    sleep: async () => undefined,
    ...options,
  });
  return { client, requests };
}
const done = () => new Response('{}', { headers: json });

test('every write that takes a key gets a new one, and nothing else does', async () => {
  const { client, requests } = ask(done);
  await client.POST('/api/register', { body: { wallet } });
  await client.POST('/api/register', { body: { wallet } });
  await client.PATCH('/api/v2/programs/{id}', { params: { path: { id: 'p' } }, body: {} });
  await client.POST('/api/auth/nonce', { body: { wallet } });
  await client.GET('/api/config');
  const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
  expect(keys.slice(0, 3).every((key) => key !== null && key.length >= 32)).toBe(true);
  expect(new Set(keys.slice(0, 3)).size).toBe(3);
  expect(keys.slice(3)).toEqual([null, null]);
});

test('a key of the caller’s own is kept, over every try', async () => {
  const { client, requests } = ask(() =>
    requests.length < 3 ? new Response('', { status: 502 }) : done(),
  );
  const params = { header: { 'Idempotency-Key': 'mine' } };
  await client.POST('/api/register', { params, body: { wallet } });
  expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual(
    Array.from({ length: 3 }, () => 'mine'),
  );
});

test('a token says who asks', async () => {
  const { client, requests } = ask(done, { token: 'qk_1' });
  await client.GET('/api/admin/keys');
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer qk_1');
});

test('a refusal is an error with all that the problem document says', async () => {
  const body = {
    status: 400,
    code: 'INVALID_ADDRESS',
    title: 'Invalid address',
    detail: 'No address.',
    requestId: 'r-1',
    errors: [{ field: '/wallet', expected: 'an address' }],
  };
  const headers = { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '3' };
  const { client } = ask(() => new Response(JSON.stringify(body), { status: 400, headers }));
  const error = await client.POST('/api/register', { body: { wallet: 'x' } }).catch((e) => e);
  const { status, code, requestId, errors } = body;
  const told = { name: 'ProblemError', status, code, requestId, errors, retryAfterMs: 3000 };
  expect(error).toMatchObject(told);
  expect(error.message).toBe('400 INVALID_ADDRESS: No address.');
  expect([error.is('INVALID_ADDRESS'), error.is('NOT_FOUND', 'INTERNAL')]).toEqual([true, false]);
});

test.each([
  ['an error page of a proxy', new Response('<html>no', { status: 404 })],
  [
    'a success that is no JSON',
    new Response('<html>hi', { headers: { 'content-type': 'text/html' } }),
  ],
  [
    'a problem without a code',
    new Response('{}', { status: 400, headers: { 'content-type': 'application/problem+json' } }),
  ],
])('%s is no answer of the platform', async (_, response) => {
  const { client } = ask(() => response.clone());
  await expect(client.GET('/api/config')).rejects.toMatchObject({
    name: 'UnexpectedAnswerError',
    status: response.status,
  });
});

test('an answer without a body is no answer to a question', async () => {
  const { client } = ask(() => new Response(null, { status: 204 }));
  await expect(answerOf(client.GET('/api/config'))).rejects.toThrow(/204/);
});
