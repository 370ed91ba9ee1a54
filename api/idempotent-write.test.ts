// Goal: a key is answered once, and every repetition is given that answer, byte for byte. Method:
// app.request() on PGlite; intents are settled by hand while requests wait.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failIntent, moveIntent, settleRegistration } from '../tests/harness/actors/move-intent.ts';
import { until } from '../tests/harness/until.ts';
import { openTestApi, randomWallet, type TestApi, write } from '../tests/harness/worlds/api-app.ts';

const registration = z.looseObject({ intentId: z.string(), status: z.string() });
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function send(
  path: string,
  request: RequestInit,
  settings: Parameters<TestApi['app']>[0] = {},
): Promise<Sent> {
  const response = await api.app(settings).request(path, request);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** What a replay has to repeat: status, bytes, and the headers that belong to the answer. */
function answerOf({ status, text, headers }: Sent) {
  return {
    status,
    text,
    contentType: headers.get('content-type'),
    location: headers.get('location'),
  };
}

async function intentsOf(wallet: string): Promise<number> {
  const result: unknown = await api.db.execute(
    sql`select count(*)::int as found from intents where wallet = ${wallet}`,
  );
  return z.object({ rows: z.tuple([z.object({ found: z.number() })]) }).parse(result).rows[0].found;
}

/** Waits until a wallet's registration is written, which is while its request waits for the token. */
async function untilWritten(wallet: string): Promise<void> {
  const look = async () => (await intentsOf(wallet)) === 1;
  await until(look, { what: `an intent of ${wallet}`, timeoutMs: 5000, everyMs: 10 });
}

describe('replays', () => {
  test.each(['/api/register', '/api/claim/prepare'])(
    '%s repeated is the first answer byte for byte, and one effect',
    async (path) => {
      const request = () =>
        write(
          { wallet: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' },
          `replay ${path}`.replace(' ', '-'),
        );
      const first = await send(path, request());
      expect(first.headers.get('x-idempotency')).toBe('MISS');
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      api.chain.blockNumber += 1n;
      for (const replay of [await send(path, request()), await send(path, request())]) {
        expect(answerOf(replay)).toEqual(answerOf(first));
        expect(replay.headers.get('x-idempotency')).toBe('HIT');
        expect(replay.headers.get('idempotency-replayed')).toBe('true');
        expect(replay.headers.get('idempotency-key')).toBe(first.headers.get('idempotency-key'));
        expect(replay.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
      }
    },
  );

  test('claim/record repeated is the first answer, also once the wallet has claimed', async () => {
    const wallet = randomWallet();
    const { text } = await send('/api/register', write({ wallet }));
    await settleRegistration(api.db, registration.parse(JSON.parse(text)).intentId);
    const request = () =>
      write(
        { wallet, tokenType: 'USDT', txHash: `0x${'AB'.repeat(32)}`, amount: '100000000' },
        'record-1',
      );
    const first = await send('/api/claim/record', request());
    expect(first.status).toBe(202);
    const answer = JSON.parse(first.text);
    expect(answer).toMatchObject({
      success: true,
      status: 'PENDING',
      record: {
        tokenId: '7',
        tokenType: 'USDT',
        amount: '100000000',
        txHash: `0x${'ab'.repeat(32)}`,
        status: 'pending',
      },
      etherscanUrl: `https://explorer.example/tx/0x${'ab'.repeat(32)}`,
    });
    await api.db.execute(
      sql`insert into claims (program_id, wallet, intent_id) values (${api.programId}, ${wallet}, ${answer.intentId})`,
    );
    expect(answerOf(await send('/api/claim/record', request()))).toEqual(answerOf(first));
    const history = await (await api.app().request(`/api/claim/history?wallet=${wallet}`)).json();
    expect(history).toMatchObject({
      hasClaimed: true,
      claim: { status: 'pending', tokenId: '7' },
      intents: [{ id: answer.intentId }],
    });
  });

  test('a quoted and a bare key are the same key, and each comes back as it was sent', async () => {
    const wallet = randomWallet();
    const bare = await send('/api/register', write({ wallet }, 'k"1'));
    const quoted = await send('/api/register', write({ wallet }, '"k\\"1"'));
    expect(answerOf(quoted)).toEqual(answerOf(bare));
    expect(quoted.headers.get('idempotency-key')).toBe('"k\\"1"');
  });

  test('white space, member order, wallet case and spelled-out defaults are the same request', async () => {
    const wallet = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
    const first = await send('/api/claim/prepare', write({ wallet }, 'same-1'));
    const variants = [
      `{ "wallet" :\n"${wallet}" }`,
      { wallet: wallet.toLowerCase() },
      { tokenType: 'USDC', wallet },
    ];
    for (const body of variants)
      expect(answerOf(await send('/api/claim/prepare', write(body, 'same-1')))).toEqual(
        answerOf(first),
      );
    expect((await send('/api/claim/prepare', write({ wallet, note: 'x' }, 'same-1'))).status).toBe(
      422,
    );
  });

  test('the same key of another wallet or for another operation is another key', async () => {
    const one = await send('/api/register', write({ wallet: randomWallet() }, 'shared'));
    const wallet = randomWallet();
    const two = await send('/api/register', write({ wallet }, 'shared'));
    const three = await send('/api/claim/prepare', write({ wallet }, 'shared'));
    for (const sent of [one, two, three]) expect(sent.headers.get('x-idempotency')).toBe('MISS');
  });

  test('without IDEMPOTENCY_REQUIRED the same request without a key is the same write', async () => {
    const wallet = randomWallet();
    const optional = { idempotencyRequired: false };
    const first = await send('/api/register', write({ wallet }, null), optional);
    const again = await send('/api/register', write({ wallet }, null), optional);
    expect(answerOf(again)).toEqual(answerOf(first));
    expect(first.headers.get('idempotency-key')).toMatch(/^derived:[0-9a-f]{64}$/);
    expect(again.headers.get('idempotency-key')).toBe(first.headers.get('idempotency-key'));
    const user = write({ programId: 'default', wallet }, null);
    const refused = await api.app(optional).request('/api/v2/users', user);
    expect(await refused.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_MISSING' });
  });
});

describe('a registration that waits', () => {
  test('is 200 with the token once it settles, and so is a replay that came while it waited', async () => {
    const wallet = randomWallet();
    const settings = { registerWaitMs: 5000 };
    const first = send('/api/register', write({ wallet }, 'waits'), settings);
    await untilWritten(wallet);
    const second = send('/api/register', write({ wallet }, 'waits'), settings);
    const started = api.starts.at(-1);
    await settleRegistration(api.db, started?.intentId ?? '');
    const answers = [
      await first,
      await second,
      await send('/api/register', write({ wallet }, 'waits'), settings),
    ];
    for (const answer of answers) expect(answerOf(answer)).toEqual(answerOf(await first));
    expect(JSON.parse(answers[0]?.text ?? '')).toMatchObject({
      tokenId: '7',
      status: 'SETTLED',
      intentId: started?.intentId,
    });
    expect((await first).status).toBe(200);
    expect(await intentsOf(wallet)).toBe(1);
  });

  test('is 202 when the time is over, and stays that although the token comes later', async () => {
    const wallet = randomWallet();
    const first = await send('/api/register', write({ wallet }, 'too-late'), {
      registerWaitMs: 50,
    });
    expect(first.status).toBe(202);
    const { intentId, status } = registration.parse(JSON.parse(first.text));
    expect(status).toBe('PENDING');
    await settleRegistration(api.db, intentId);
    expect(answerOf(await send('/api/register', write({ wallet }, 'too-late')))).toEqual(
      answerOf(first),
    );
    const newKey = await send('/api/register', write({ wallet }), { registerWaitMs: 50 });
    expect(newKey.status).toBe(200);
    expect(JSON.parse(newKey.text)).toMatchObject({ intentId, tokenId: '7', status: 'SETTLED' });
  });

  test('answered by nobody (a crash while it waited) is finished by the retry, once', async () => {
    const wallet = randomWallet();
    const died = send('/api/register', write({ wallet }, 'crashed'), { registerWaitMs: 30_000 });
    died.catch(() => undefined);
    await untilWritten(wallet);
    // The time is counted from when the key was claimed, so the retry does not wait all over again.
    const retry = await send('/api/register', write({ wallet }, 'crashed'), {
      registerWaitMs: 100,
    });
    expect(retry.status).toBe(202);
    expect(retry.headers.get('x-idempotency')).toBe('HIT');
    await settleRegistration(api.db, registration.parse(JSON.parse(retry.text)).intentId);
    expect(answerOf(await died)).toEqual(answerOf(retry));
  });

  test('that fails while waiting says so, and the wallet can register again under another key', async () => {
    const wallet = randomWallet();
    const waiting = send('/api/register', write({ wallet }, 'fails'), { registerWaitMs: 5000 });
    await untilWritten(wallet);
    const failed = api.starts.at(-1)?.intentId ?? '';
    await moveIntent(api.db, failed, 'LOCKED');
    await failIntent(api.db, failed, 'ABANDONED');
    expect(JSON.parse((await waiting).text)).toMatchObject({
      status: 'FAILED',
      tokenId: null,
      message: 'The registration failed: ABANDONED.',
    });
    const again = await send('/api/register', write({ wallet }));
    expect(registration.parse(JSON.parse(again.text)).intentId).not.toBe(failed);
  });

  test('is cut short when the process drains', async () => {
    const draining = new AbortController();
    const app = api.app({ registerWaitMs: 30_000 }, { draining: draining.signal });
    const wallet = randomWallet();
    const waiting = app.request('/api/register', write({ wallet }));
    await untilWritten(wallet);
    draining.abort();
    expect((await waiting).status).toBe(202);
  });
});
