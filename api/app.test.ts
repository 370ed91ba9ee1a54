// Goal: every read and the shape of every answer of the surface. Method: app.request() on PGlite with a fake chain.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestApi, randomWallet, type TestApi, write } from '../tests/harness/worlds/api-app.ts';

const anything = z.record(z.string(), z.unknown());
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await api.app().request(path, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: anything.parse(await response.json()),
  };
}

describe('reads', () => {
  test('config tells mode, chain, tokens with checksums, and this server as RPC address', async () => {
    const { status, body } = await get('http://127.0.0.1:3000/api/config');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      mode: 'mock',
      chainId: 31_337,
      rpcUrl: 'http://127.0.0.1:3000/rpc',
      defaultProgram: { id: api.programId, slug: 'default' },
      tokens: { USDC: { decimals: 6 }, SGE: { decimals: 18 } },
    });
  });

  test('a wallet never seen is a valid answer', async () => {
    const wallet = randomWallet();
    const { status, body } = await get(`/api/status?wallet=${wallet}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      paid: false,
      minted: false,
      tokenId: null,
      mintTxHash: null,
      eligible: false,
      claimed: false,
    });
    expect(String(body['wallet']).toLowerCase()).toBe(wallet);
    expect((await get(`/api/claim/history?wallet=${wallet}`)).body).toMatchObject({
      claim: null,
      hasClaimed: false,
      intents: [],
    });
  });

  test('claim info reads the balance from the chain and the rest from the program', async () => {
    api.chain.erc20 = 5n * 10n ** 17n;
    const { body } = await get(`/api/claim/info?wallet=${randomWallet()}`);
    expect(body).toMatchObject({
      hasSgeId: false,
      sgeBalance: '500000000000000000',
      sgeBalanceFormatted: '0.5',
      claimableAmount: '1000000000000000000000',
      claimableFormatted: '1000',
      feeUsd: 100,
      eligible: false,
    });
  });

  test('health has the old flat form and the nested one, and stays 200 without a chain', async () => {
    const healthy = await get('/healthz');
    expect(healthy.body).toMatchObject({
      ok: true,
      mode: 'mock',
      chainId: 31_337,
      blockNumber: 100,
      chain: { chainId: 31_337, isMainnet: false },
      rpc: { healthy: true },
      relayer: { balanceEth: '1', lowBalance: false },
    });
    api.chain.down = true;
    const { status, body } = await get('/api/healthz');
    api.chain.down = false;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      healthy: false,
      rpc: { healthy: false, latency: null },
    });
  });

  test('readiness names each part with its latency, and is 503 when one fails or the process drains', async () => {
    const fine = { name: 'database', check: async () => undefined };
    const broken = { name: 'redis', check: () => Promise.reject(new Error('secret://address')) };
    const ready = await api.app({}, { readiness: [fine] }).request('/readyz');
    expect(await ready.json()).toMatchObject({ ready: true, parts: { database: { ok: true } } });
    const failing = await api.app({}, { readiness: [fine, broken] }).request('/readyz');
    expect(failing.status).toBe(503);
    const text = await failing.text();
    expect(JSON.parse(text)).toMatchObject({
      code: 'UNAVAILABLE',
      parts: { database: { ok: true }, redis: { ok: false } },
    });
    expect(text).not.toContain('secret');
    const optional = { ...broken, optional: true };
    const degraded = await api.app({}, { readiness: [fine, optional] }).request('/readyz');
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toMatchObject({
      ready: true,
      degraded: ['redis'],
      parts: { redis: { ok: false } },
    });
    const draining = await api
      .app({}, { readiness: [fine], draining: AbortSignal.abort() })
      .request('/readyz');
    expect(draining.status).toBe(503);
  });

  test('prepare quotes the fee and gives the transfer to send', async () => {
    const wallet = randomWallet();
    const response = await api.app().request('/api/claim/prepare', write({ wallet }));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      tokenType: 'USDC',
      feeAmount: '100000000',
      feeFormatted: '100',
      needsApproval: false,
      needsReset: false,
      transactions: [{ step: 1, value: '0' }],
    });
  });

  test('register without waiting is 202, and its intent can be read with every part', async () => {
    const wallet = randomWallet();
    const response = await api.app().request('/api/register', write({ wallet }, 'key-1'));
    expect(response.status).toBe(202);
    const { intentId, ...rest } = anything.parse(await response.json());
    expect(rest).toMatchObject({
      tokenId: null,
      txHash: null,
      etherscanUrl: null,
      status: 'PENDING',
    });
    expect(response.headers.get('location')).toBe(`/api/v2/intents/${intentId}`);
    expect(api.starts.map((start) => start.intentId)).toContain(intentId);
    const { body } = await get(`/api/v2/intents/${intentId}`);
    expect(body).toMatchObject({
      id: intentId,
      kind: 'register',
      state: 'PENDING',
      parked: false,
      program: { slug: 'default' },
      idempotencyKey: 'key-1',
      transitions: [{ version: 0, from: null, to: 'PENDING', reason: 'accepted' }],
      ledgerTransactions: [],
    });
    expect(body['workflowId']).toMatch(/^register\/default\/[0-9a-f]{16}\/register\/key-1$/);
  });
});

describe('documents', () => {
  test('the reference and the error codes are pages that load nothing from elsewhere', async () => {
    for (const path of ['/docs', '/docs/errors']) {
      const response = await api.app().request(path);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).not.toMatch(/<script|src=|https?:\/\/(?!www\.apache)/);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('every problem type points to an anchor that exists', async () => {
    const problem = (await get('/nowhere')).body;
    const [path, anchor] = String(problem['type']).split('#');
    const page = await (await api.app().request(String(path))).text();
    expect(page).toContain(`id="${anchor}"`);
  });
});
