/**
 * Goal: one call of the client is one effect and one answer, whatever breaks on the way. Method: the application on
 * PGlite behind a real socket; each of the first requests fails in another way, before the application has seen
 * it or after it has done what was asked.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf, createClient, type QuittanceClient } from '../../client/create-client.ts';
import { enterOperator } from '../harness/actors/operators.ts';
import { openTestApi, randomWallet, type TestApi } from '../harness/worlds/api-app.ts';
import { type FaultyServer, faults, startFaultyServer } from '../harness/worlds/faulty-server.ts';

const counted = z.object({ rows: z.array(z.object({ found: z.int() })) });
/** An answer to one client alone takes some tens of milliseconds; an attempt that runs out without need is made again. */
const patience = { attemptTimeoutMs: 500, backoffMs: 1, waitMsMax: 20 };
/** Where an attempt that runs out would be one too many, or thirty clients share the one PGlite, no load may decide. */
const ampleMs = 5000;
const faultNames = [...faults.keys()];
let api: TestApi;
let server: FaultyServer;
let client: QuittanceClient;
let patient: QuittanceClient;

beforeAll(async () => {
  api = await openTestApi();
  server = await startFaultyServer(api.app());
  const options = { ...patience, baseUrl: server.url, attemptsMax: 20 };
  client = createClient(options);
  patient = createClient({ ...options, attemptTimeoutMs: ampleMs });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await api?.[Symbol.asyncDispose]();
});

async function register(wallet: string, by = client, key: string | null = null): Promise<string> {
  const params = key === null ? {} : { header: { 'Idempotency-Key': key } };
  return (await answerOf(by.POST('/api/register', { params, body: { wallet } }))).intentId;
}

async function intentsOf(wallet: string): Promise<number> {
  const count = sql`select count(*)::int as found from intents where wallet = ${wallet}`;
  return counted.parse(await api.asOwner(() => api.db.execute(count))).rows[0]?.found ?? -1;
}

describe.each(faultNames)('a write that is %s', (fault) => {
  test.each([1, 3])('%i times over has one effect, and its answer', async (times) => {
    const wallet = randomWallet();
    server.plan(...Array.from({ length: times }, () => fault));
    const intentId = await register(wallet);
    expect(server.requests).toBeGreaterThan(times);
    expect(await intentsOf(wallet)).toBe(1);
    const intent = await answerOf(
      client.GET('/api/v2/intents/{id}', { params: { path: { id: intentId } } }),
    );
    expect(intent.wallet.toLowerCase()).toBe(wallet);
  });
});

test('all faults one after the other have one effect', async () => {
  const wallet = randomWallet();
  server.plan(...faultNames, ...faultNames.toReversed());
  await register(wallet);
  expect(server.requests).toBeGreaterThan(2 * faultNames.length);
  expect(await intentsOf(wallet)).toBe(1);
});

test('thirty clients at once, every fault thrice: each has its one effect', async () => {
  const wallets = Array.from({ length: 30 }, randomWallet);
  server.plan(...faultNames, ...faultNames, ...faultNames);
  const intentIds = await Promise.all(wallets.map((wallet) => register(wallet, patient)));
  expect(new Set(intentIds).size).toBe(wallets.length);
  expect(await Promise.all(wallets.map(intentsOf))).toEqual(wallets.map(() => 1));
});

test('one call given up and made again under its key has one effect', async () => {
  const wallet = randomWallet();
  const options = { ...patience, attemptTimeoutMs: ampleMs, baseUrl: server.url, attemptsMax: 2 };
  const hasty = createClient(options);
  const lost = 'hung up on after it was done';
  server.plan(lost, lost);
  const first = register(wallet, hasty, 'the-same');
  await expect(first).rejects.toMatchObject({ name: 'UnreachableError', attempts: 2 });
  const intentId = await register(wallet, hasty, 'the-same');
  expect(await register(wallet, hasty, 'the-same')).toBe(intentId);
  expect(await intentsOf(wallet)).toBe(1);
});

test('a write without a key is sent once, and again only when it was refused', async () => {
  const wallet = randomWallet();
  const nonce = async () => {
    const body = { wallet, purpose: 'SESSION' } as const;
    return await answerOf(patient.POST('/api/auth/nonce', { body }));
  };
  server.plan('hung up on after it was done');
  await expect(nonce()).rejects.toMatchObject({ name: 'UnreachableError', attempts: 1 });
  expect(server.requests).toBe(1);
  server.plan('answered 429 before it arrives');
  expect((await nonce()).nonce).not.toBe('');
  expect(server.requests).toBe(2);
});

test('a refusal of the platform is typed, and no fault', async () => {
  server.plan();
  await expect(register('0x1', patient)).rejects.toMatchObject({
    name: 'ProblemError',
    status: 400,
    code: 'INVALID_ADDRESS',
    errors: [{ field: '/wallet' }],
  });
  expect(server.requests).toBe(1);
});

test('an operator is known by the token', async () => {
  const { key, id } = await enterOperator(api.db);
  const options = { baseUrl: server.url, token: key };
  const { operators } = await answerOf(createClient(options).GET('/api/admin/operators'));
  expect(operators.map((operator) => operator.id)).toContain(id);
  await expect(client.GET('/api/admin/operators')).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});
