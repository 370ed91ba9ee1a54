// Goal: what may be sent again is, as often and as late as is right, and nothing else ever. Method: a scripted
// server in place of fetch, and a clock that notes how long it was to wait.
import { describe, expect, test } from 'vitest';
import { UnreachableError } from './api-errors.ts';
import { createRetryingFetch, type RetryOptions } from './retrying-fetch.ts';

type Answer = Response | 'broken' | 'hangs' | 'cut off';

const url = 'http://quittance.test/api/things';
const read = () => new Request(url);
const keyed = () =>
  new Request(url, { method: 'POST', body: 'the body', headers: { 'idempotency-key': 'k' } });
const unkeyed = () => new Request(url, { method: 'POST', body: 'the body' });

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { status, code, title: code, detail: code, requestId: 'r', errors: [] };
  const type = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

/** Answers in turn, with 200 once all are given. */
function script(answers: readonly Answer[], options: RetryOptions = {}) {
  const sent: string[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const ask = createRetryingFetch({
    sleep: async (ms) => {
      waits.push(ms);
    },
    fetch: async (request) => {
      sent.push(`${request.headers.get('idempotency-key')} ${await request.text()}`);
      return await give(left.shift() ?? new Response('done'), request.signal);
    },
    ...options,
  });
  return { ask, sent, waits };
}

async function give(answer: Answer, signal: AbortSignal): Promise<Response> {
  if (answer === 'broken') throw new TypeError('fetch failed');
  if (answer === 'hangs')
    return await new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  if (answer !== 'cut off') return answer;
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  return new Response(body, { status: 202 });
}

const failures: readonly (readonly [string, () => Answer])[] = [
  ['a broken connection', () => 'broken'],
  ['an answer cut off', () => 'cut off'],
  ['no answer in time', () => 'hangs'],
  ['500', () => problem(500, 'INTERNAL')],
  ['502 of a proxy', () => new Response('<html>', { status: 502 })],
  ['503', () => problem(503, 'UNAVAILABLE')],
];

describe.each(failures)('after %s', (_, failure) => {
  test.each([
    ['a read', read],
    ['a keyed write', keyed],
  ])('%s is sent again, the same, until it is answered', async (_, request) => {
    const { ask, sent, waits } = script([failure(), failure(), failure()], { attemptTimeoutMs: 5 });
    expect(await (await ask(request())).text()).toBe('done');
    expect(sent).toHaveLength(4);
    expect(new Set(sent).size).toBe(1);
    expect(waits).toHaveLength(3);
  });

  test('a write without a key is not sent again', async () => {
    const { ask, sent } = script([failure()], { attemptTimeoutMs: 5 });
    await ask(unkeyed()).catch((error: unknown) => expect(error).toBeInstanceOf(UnreachableError));
    expect(sent).toHaveLength(1);
  });

  test('there is an end', async () => {
    const { ask, sent } = script(Array.from({ length: 9 }, failure), {
      attemptsMax: 4,
      attemptTimeoutMs: 5,
    });
    const end = await ask(keyed()).then(
      ({ status }) => status,
      (error: unknown) => error,
    );
    if (typeof end !== 'number')
      expect(end).toMatchObject({ name: 'UnreachableError', attempts: 4 });
    else expect(end).toBeGreaterThanOrEqual(500);
    expect(sent).toHaveLength(4);
  });
});

describe('what the platform says', () => {
  test.each([
    ['429', () => problem(429, 'RATE_LIMITED', { 'retry-after': '7' })],
    ['409 in progress', () => problem(409, 'REQUEST_IN_PROGRESS', { 'retry-after': '7' })],
  ])('%s did nothing: also a write without a key comes back when told to', async (_, refusal) => {
    const { ask, sent, waits } = script([refusal(), refusal()]);
    expect((await ask(unkeyed())).status).toBe(200);
    expect([sent.length, waits]).toEqual([3, [7000, 7000]]);
  });

  test('a wait that is too long is left to the caller', async () => {
    const { ask, sent } = script([problem(429, 'RATE_LIMITED', { 'retry-after': '3600' })]);
    expect((await ask(keyed())).status).toBe(429);
    expect(sent).toHaveLength(1);
  });

  test('a date is as good as seconds', async () => {
    const at = new Date(Date.now() + 20_000).toUTCString();
    const { ask, waits } = script([problem(503, 'UNAVAILABLE', { 'retry-after': at })]);
    expect((await ask(read())).status).toBe(200);
    expect(waits[0]).toBeGreaterThan(15_000);
    expect(waits[0]).toBeLessThanOrEqual(20_000);
  });

  test.each([
    [400, 'VALIDATION_FAILED'],
    [401, 'UNAUTHENTICATED'],
    [409, 'ALREADY_CLAIMED'],
    [410, 'ANSWER_EXPIRED'],
    [422, 'IDEMPOTENCY_KEY_REUSED'],
    [503, 'ADMIN_NOT_CONFIGURED'],
  ])('%i %s is an answer', async (status, code) => {
    const { ask, sent } = script([problem(status, code)]);
    expect((await ask(keyed())).status).toBe(status);
    expect(sent).toHaveLength(1);
  });
});

test('waits grow, are spread, and have a limit', async () => {
  const { ask, waits } = script(
    Array.from({ length: 5 }, () => 'broken' as const),
    {
      backoffMs: 1000,
      waitMsMax: 4000,
    },
  );
  await ask(read());
  for (const [index, most] of [1000, 2000, 4000, 4000, 4000].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(most / 2);
    expect(waits[index]).toBeLessThanOrEqual(most);
  }
});

describe('whoever asked may stop it', () => {
  test('before it is sent', async () => {
    const { ask } = script(['hangs']);
    const request = new Request(url, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(ask(request)).rejects.toThrow('enough');
  });

  test('while nobody answers', async () => {
    const stop = new AbortController();
    const { ask, sent } = script(['hangs']);
    const asked = ask(new Request(url, { signal: stop.signal }));
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    expect(sent.length).toBeLessThanOrEqual(1);
  });

  test('while it waits to try again', async () => {
    const stop = new AbortController();
    const ask = createRetryingFetch({
      fetch: () => {
        queueMicrotask(() => setTimeout(() => stop.abort(new Error('enough')), 1));
        throw new TypeError('fetch failed');
      },
      backoffMs: 3_600_000,
      waitMsMax: 3_600_000,
    });
    const asked = ask(new Request(url, { signal: stop.signal }));
    await expect(asked).rejects.toThrow('enough');
  });
});

test('a stream is given as it comes', async () => {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
  });
  const headers = { 'content-type': 'text/event-stream' };
  const { ask } = script([new Response(body, { headers })]);
  const reader = (await ask(read())).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
  await reader?.cancel();
});
