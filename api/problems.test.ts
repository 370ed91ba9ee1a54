// Goal: every error code that HTTP can answer with is answered as one complete problem document, and
// nothing a client sends is a 500. Method: app.request() on PGlite, one request per code; the last
// test fails when a code of the table has none.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ChainUnavailable } from '../domain/chain-port.ts';
import { errorCodes } from '../domain/error-codes.ts';
import { decideOver, enterDecider, submitAndPark } from '../tests/harness/actors/decisions.ts';
import {
  setProgramStatus,
  settleClaim,
  settleRegistration,
} from '../tests/harness/actors/move-intent.ts';
import { enterOperator } from '../tests/harness/actors/operators.ts';
import { codesTested, createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../tests/harness/worlds/api-app.ts';

const intentAnswer = z.object({ intentId: z.string() });
const { problemOf, seen } = createProblemJudge();
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const hash = `0x${'ab'.repeat(32)}`;
const record = (wallet: string, more: object = {}) => ({
  wallet,
  tokenType: 'USDC',
  txHash: hash,
  ...more,
});

async function registered(): Promise<string> {
  const wallet = randomWallet();
  const response = await api.app().request('/api/register', write({ wallet }));
  await settleRegistration(api.db, intentAnswer.parse(await response.json()).intentId);
  return wallet;
}

describe('requests that no route takes', () => {
  test('an unknown path is 404, for any method', async () => {
    const problem = await problemOf(await api.app().request('/api/nowhere?x=1'), 'NOT_FOUND');
    expect(problem.instance).toBe('/api/nowhere');
    await problemOf(await api.app().request('/api/nowhere', write({})), 'NOT_FOUND');
    await problemOf(await api.app().request('/%E0%A4%A'), 'NOT_FOUND');
  });

  test('a known path with another method is 405 with Allow', async () => {
    const get = await api.app().request('/api/register');
    await problemOf(get, 'METHOD_NOT_ALLOWED');
    expect(get.headers.get('allow')).toBe('POST');
    const put = await api.app().request('/api/v2/intents/x', { method: 'DELETE' });
    await problemOf(put, 'METHOD_NOT_ALLOWED');
    expect(put.headers.get('allow')).toBe('GET, HEAD');
  });

  test('an intent that does not exist is 404, also with an id of another form', async () => {
    for (const id of ['0198f5b2-7f6e-7000-8000-000000000000', 'abc', "' or 1=1", '%00']) {
      await problemOf(await api.app().request(`/api/v2/intents/${id}`), 'NOT_FOUND');
      await problemOf(await api.app().request(`/api/v2/intents/${id}/events`), 'NOT_FOUND');
    }
  });

  test('/rpc does not exist in REAL, nor for anybody but this machine', async () => {
    const call = write({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }, null);
    const parts = { rpc: async () => ({ jsonrpc: '2.0', id: 1, result: '0x1' }) };
    const local = { remoteAddress: '127.0.0.1' };
    await problemOf(
      await api.app({ mode: 'real' }, parts).request('http://localhost/rpc', call, local),
      'NOT_FOUND',
    );
    const mock = api.app({}, parts);
    await problemOf(
      await mock.request('http://localhost/rpc', call, { remoteAddress: '192.0.2.1' }),
      'NOT_FOUND',
    );
    await problemOf(await mock.request('http://localhost/rpc', call), 'NOT_FOUND');
    await problemOf(await mock.request('http://rebound.example/rpc', call, local), 'NOT_FOUND');
    expect(await (await mock.request('http://localhost/rpc', call, local)).json()).toMatchObject({
      result: '0x1',
    });
  });
});

describe('bodies', () => {
  test.each(['{', '', '{"wallet":', '\u0000', 'nul'])('%j is malformed JSON', async (body) => {
    await problemOf(await api.app().request('/api/register', write(body)), 'MALFORMED_JSON');
  });

  test.each(['null', '[]', '"text"', '1', '{"wallet":1}', '{"wallet":{"$gt":""}}'])(
    '%s is JSON, but no registration',
    async (body) => {
      const response = await api.app().request('/api/register', write(body));
      expect(response.status).toBe(400);
    },
  );

  test('another media type, or none, is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const request = write({ wallet: randomWallet() });
      request.headers = { ...request.headers, 'content-type': type };
      await problemOf(await api.app().request('/api/register', request), 'UNSUPPORTED_MEDIA_TYPE');
    }
  });

  test('over 1 MB is 413, with the length announced and without', async () => {
    const large = 'x'.repeat(1024 * 1024 + 1);
    const announced = write(large);
    announced.headers = { ...announced.headers, 'content-length': String(large.length) };
    const refused = await api.app().request('/api/register', announced);
    expect(refused.headers.get('connection')).toBe('close');
    await problemOf(refused, 'BODY_TOO_LARGE');
    await problemOf(await api.app().request('/api/register', write(large)), 'BODY_TOO_LARGE');
  });

  test('every wrong field is named with what was expected there', async () => {
    const body = {
      wallet: randomWallet(),
      tokenType: 'DAI',
      txHash: '0x12',
      amount: '1.5',
      quoteId: 'q',
    };
    const problem = await problemOf(
      await api.app().request('/api/claim/record', write(body)),
      'VALIDATION_FAILED',
    );
    expect(problem.errors.map((error) => error.field).sort()).toEqual([
      '/amount',
      '/quoteId',
      '/tokenType',
      '/txHash',
    ]);
  });

  test('endless nesting and numbers beyond a double are refused, not failures', async () => {
    const wallet = randomWallet();
    const nested = `{"wallet":"${wallet}","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    await problemOf(await api.app().request('/api/register', write(nested)), 'VALIDATION_FAILED');
    await problemOf(
      await api.app().request('/api/register', write(`{"wallet":"${wallet}","x":1e999}`)),
      'VALIDATION_FAILED',
    );
  });
});

describe('idempotency keys', () => {
  test('every write needs one', async () => {
    for (const path of ['/api/register', '/api/claim/prepare', '/api/claim/record']) {
      const response = await api.app().request(path, write(record(randomWallet()), null));
      await problemOf(response, 'IDEMPOTENCY_KEY_MISSING');
    }
  });

  test.each(['"open', 'a b', `${'k'.repeat(256)}`, '""', '"a"b', 'ä', '"a\\b"'])(
    '%s is malformed',
    async (key) => {
      await problemOf(
        await api.app().request('/api/register', write({ wallet: randomWallet() }, key)),
        'IDEMPOTENCY_KEY_MALFORMED',
      );
    },
  );

  test('the same key for another body is 422, and says nothing else', async () => {
    const wallet = randomWallet();
    await api.app().request('/api/register', write({ wallet }, 'reused'));
    const response = await api
      .app()
      .request('/api/register', write({ wallet, more: true }, 'reused'));
    await problemOf(response, 'IDEMPOTENCY_KEY_REUSED');
    expect(response.headers.get('idempotency-replayed')).toBeNull();
  });

  test('a request whose first run has not ended is 409 with Retry-After', async () => {
    const wallet = randomWallet();
    const request = () => write({ wallet }, 'running');
    await api.app({ registerWaitMs: 0 }).request('/api/claim/prepare', request());
    await forgetAnswer('running');
    const response = await api.app().request('/api/claim/prepare', request());
    await problemOf(response, 'REQUEST_IN_PROGRESS');
    expect(response.headers.get('retry-after')).toBe('1');
  });

  test('once the stored answer has expired the key is 410 with the link to its intent', async () => {
    const wallet = randomWallet();
    const first = await api.app().request('/api/register', write({ wallet }, 'old'));
    const { intentId } = intentAnswer.parse(await first.json());
    await api.asOwner(() =>
      api.db.execute(
        sql`update idempotency_records set body = null, expired_at = now() where key = 'old'`,
      ),
    );
    const response = await api.app().request('/api/register', write({ wallet }, 'old'));
    const problem = await problemOf(response, 'ANSWER_EXPIRED');
    expect(problem).toMatchObject({ intentId });
    expect(response.headers.get('link')).toBe(`</api/v2/intents/${intentId}>; rel="related"`);
  });

  /** As a crash between the claim and the answer would have left it. */
  async function forgetAnswer(key: string): Promise<void> {
    await api.asOwner(async () => {
      await api.db.execute(sql`alter table idempotency_records disable trigger user`);
      await api.db.execute(
        sql`update idempotency_records set status = null, headers = null, body = null, answered_at = null where key = ${key}`,
      );
      await api.db.execute(sql`alter table idempotency_records enable trigger user`);
    });
  }
});

describe('rules', () => {
  test('a wallet is needed, and one that can be', async () => {
    await problemOf(await api.app().request('/api/status'), 'MISSING_WALLET');
    await problemOf(await api.app().request('/api/status?wallet=0x12'), 'INVALID_ADDRESS');
  });

  test('a wallet that is not registered can not claim', async () => {
    await problemOf(
      await api.app().request('/api/claim/record', write(record(randomWallet()))),
      'NOT_REGISTERED',
    );
  });

  test('a quote of another wallet does not exist', async () => {
    const other = await api.app().request('/api/claim/prepare', write({ wallet: randomWallet() }));
    const { quoteId } = z.object({ quoteId: z.string() }).parse(await other.json());
    const response = await api
      .app()
      .request('/api/claim/record', write(record(await registered(), { quoteId })));
    await problemOf(response, 'QUOTE_NOT_FOUND');
  });

  test('a paused program takes nothing', async () => {
    const wallet = await registered();
    await api.asOwner(() => setProgramStatus(api.db, 'default', 'PAUSED'));
    try {
      await problemOf(
        await api.app().request('/api/register', write({ wallet: randomWallet() })),
        'PROGRAM_PAUSED',
      );
      await problemOf(
        await api.app().request('/api/claim/prepare', write({ wallet })),
        'PROGRAM_PAUSED',
      );
      await problemOf(
        await api.app().request('/api/claim/record', write(record(wallet))),
        'PROGRAM_PAUSED',
      );
    } finally {
      await api.asOwner(() => setProgramStatus(api.db, 'default', 'ACTIVE'));
    }
  });

  test('a claimed wallet and a used-up payment are final refusals: stored and replayed', async () => {
    const wallet = await registered();
    const app = api.app();
    const first = await app.request('/api/claim/record', write(record(wallet)));
    const { intentId } = intentAnswer.parse(await first.json());
    await api.db.execute(
      sql`insert into claims (program_id, wallet, intent_id) values (${api.programId}, ${wallet}, ${intentId})`,
    );
    const early = await app.request('/api/claim/record', write(record(wallet), 'again'));
    await problemOf(early, 'ALREADY_CLAIMED');
    await settleClaim(api.db, wallet.toLowerCase());
    const claimed = await app.request('/api/claim/record', write(record(wallet), 'again'));
    await problemOf(claimed.clone(), 'ALREADY_CLAIMED');
    expect(claimed.headers.get('idempotency-replayed')).toBeNull();
    const replay = await app.request('/api/claim/record', write(record(wallet), 'again'));
    expect(await replay.text()).toBe(await claimed.text());
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    await api.db.execute(sql`insert into payments (id, program_id, intent_id, chain_id, tx_hash, log_index, transfer_logs,
        asset, amount, payer, recipient, block_number, block_hash)
      values (gen_random_uuid(), ${api.programId}, ${intentId}, 31337, ${hash}, 0, 1, 'USDC', 1, ${wallet}, ${wallet}, 1, '0x')`);
    const reused = await app.request('/api/claim/record', write(record(await registered())));
    await problemOf(reused, 'PAYMENT_ALREADY_USED');
  });
});

describe('headers', () => {
  test('another origin is refused', async () => {
    const evil = { origin: 'https://evil.example' };
    await problemOf(await api.app().request('/api/config', { headers: evil }), 'ORIGIN_FORBIDDEN');
    await problemOf(
      await api.app().request('/api/config', { headers: { origin: 'null' } }),
      'ORIGIN_FORBIDDEN',
    );
  });

  test.each(['wait=31', 'wait=-1', 'wait=1.5', 'wait=', 'wait', 'wait=x'])(
    'Prefer: %s is refused',
    async (prefer) => {
      const response = await api.app().request('/api/v2/intents/x', { headers: { prefer } });
      await problemOf(response, 'NOT_ACCEPTABLE_WAIT');
    },
  );

  test('a wrong Last-Event-ID is named', async () => {
    const response = await api
      .app()
      .request('/api/v2/intents/x/events', { headers: { 'last-event-id': 'x' } });
    const problem = await problemOf(response, 'VALIDATION_FAILED');
    expect(problem.errors).toMatchObject([{ field: 'header:Last-Event-ID' }]);
  });

  test('a used-up limit is 429 with Retry-After', async () => {
    const app = api.app({ limits: { ...testSettings.limits, defaultPerMin: 1 } });
    await app.request('/api/config');
    const response = await app.request('/api/config');
    await problemOf(response, 'RATE_LIMITED');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

test('nobody decides without the right key, nor about what is not parked, signed for or decided on', async () => {
  await problemOf(await api.app().request('/api/admin/dlq'), 'ADMIN_NOT_CONFIGURED');
  const app = api.app();
  await enterDecider(api.db);
  await problemOf(await app.request('/api/admin/dlq'), 'UNAUTHENTICATED');
  const nobody = await enterOperator(api.db, { roles: [] });
  await problemOf(await app.request('/api/admin/dlq', nobody.request()), 'FORBIDDEN');
  const response = await app.request('/api/register', write({ wallet: randomWallet() }));
  const { intentId } = intentAnswer.parse(await response.json());
  const decide = decideOver(app, intentId);
  await problemOf(await decide('retry'), 'NOT_PARKED');
  await problemOf(await decide('abandon'), 'NOT_PARKED');
  await submitAndPark(api.db, intentId);
  await problemOf(await decide('abandon'), 'ABANDON_REFUSED');
  await decide('retry');
  await problemOf(await decide('retry'), 'ALREADY_DECIDED');
});

describe('parts that fail', () => {
  test('a chain that is away is 503, and the log has the cause', async () => {
    api.chain.down = true;
    const response = await api.app().request(`/api/claim/info?wallet=${randomWallet()}`);
    api.chain.down = false;
    await problemOf(response, 'UNAVAILABLE');
    expect(api.logLines.some((line) => line.includes('the fake chain is down'))).toBe(true);
  });

  test('a database that is away is 503, for reads and for writes', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), {
      code: 'ECONNREFUSED',
    });
    const app = api.app({}, { accept: async () => ({ status: 'failed', error: refused }) });
    const response = await app.request('/api/register', write({ wallet: randomWallet() }));
    const problem = await problemOf(response, 'UNAVAILABLE');
    expect(problem.detail).not.toContain('10.0.0.1');
  });

  test('something unexpected is 500 with a constant text', async () => {
    const app = api.app(
      {},
      { accept: async () => ({ status: 'failed', error: new Error('secret detail') }) },
    );
    const response = await app.request('/api/register', write({ wallet: randomWallet() }));
    const problem = await problemOf(response, 'INTERNAL');
    expect(JSON.stringify(problem)).not.toContain('secret detail');
  });

  test('a chain error inside a plan keeps the key free', async () => {
    const wallet = randomWallet();
    const failing = { ...api.chain, head: () => Promise.reject(new ChainUnavailable('away')) };
    const request = () => write({ wallet }, 'kept-free');
    await problemOf(
      await api.app({}, { chain: failing }).request('/api/claim/prepare', request()),
      'UNAVAILABLE',
    );
    expect((await api.app().request('/api/claim/prepare', request())).status).toBe(200);
  });
});

test('every code of the table was answered above, or by a test beside its route', () => {
  const isTested = codesTested(seen);
  expect(Object.keys(errorCodes).filter((code) => !isTested(code))).toEqual([]);
});
