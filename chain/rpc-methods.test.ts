/** The public route of MOCK mode: what it lets through, what it refuses, and that nothing makes it throw. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInProcessEvm, type InProcessEvm } from './in-process-evm.ts';
import { handleRpc, publicRpcMethods } from './rpc-methods.ts';

describe('rpc route', () => {
  let provider: InProcessEvm;
  beforeAll(async () => {
    provider = await createInProcessEvm({ blockTimeMs: 0 });
  });
  afterAll(() => provider.close());

  const request = (method: string, params: unknown[] = [], id: unknown = 1) => ({
    jsonrpc: '2.0',
    id,
    method,
    params,
  });
  const ask = (body: unknown) => handleRpc(provider, JSON.stringify(body));

  it('answers a single request and a batch in order', async () => {
    expect(await ask(request('eth_chainId'))).toEqual({ jsonrpc: '2.0', id: 1, result: '0x7a69' });
    expect(
      await ask([request('net_version', [], 'a'), request('eth_blockNumber', [], null)]),
    ).toEqual([
      { jsonrpc: '2.0', id: 'a', result: '31337' },
      { jsonrpc: '2.0', id: null, result: '0x0' },
    ]);
  });

  it.each([
    'evm_mine',
    'evm_revert',
    'evm_snapshot',
    'evm_setAutomine',
    'anvil_setBalance',
    'eth_sendTransaction',
    'eth_accounts',
    'personal_sign',
    'debug_traceTransaction',
    'toString',
  ])('refuses %s', async (method) => {
    expect(await ask(request(method))).toMatchObject({ id: 1, error: { code: -32_601 } });
  });

  it('every listed method exists', async () => {
    for (const method of publicRpcMethods) {
      const failure = await provider
        .request({ method, params: [] })
        .catch((cause: unknown) => cause);
      expect(failure).not.toMatchObject({ code: -32_601 });
    }
  });

  it('passes on the error of the node', async () => {
    expect(await ask(request('eth_getBalance', ['0x12']))).toMatchObject({
      error: { code: -32_602 },
    });
    const unread = { to: `0x${'00'.repeat(19)}99`, data: '0x', value: '0x1' };
    expect(await ask(request('eth_call', [unread, 'latest']))).toMatchObject({
      error: { code: -32_000, message: 'insufficient funds for transfer' },
    });
  });

  it.each([
    ['not JSON', '{', -32_700],
    ['an empty batch', '[]', -32_600],
    ['a number', '7', -32_600],
    ['no version', '{"id":1,"method":"eth_chainId"}', -32_600],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":{}}', -32_600],
  ])('answers %s with an error', async (_, body, code) => {
    expect(await handleRpc(provider, body)).toMatchObject({ id: null, error: { code } });
  });

  it('bounds a batch, and answers notifications with nothing', async () => {
    const many = Array.from({ length: 101 }, () => request('eth_chainId'));
    expect(await ask(many)).toMatchObject({ error: { code: -32_005 } });
    expect(await ask(many.slice(1))).toHaveLength(100);
    expect(await ask({ jsonrpc: '2.0', method: 'eth_chainId' })).toBeUndefined();
  });

  it('says nothing about a failure that is no JSON-RPC error', async () => {
    const broken = { request: () => Promise.reject(new Error('secret')) };
    const answer = await handleRpc(broken, JSON.stringify(request('eth_chainId')));
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(answer).toMatchObject({ error: { code: -32_603 } });
  });
});
