// Goal: what is read of wallets, gas and blocks is what the chain says, in the old field names, and a node
// that is away is a 503. Method: app.request() on PGlite over the in-process EVM and over a real Anvil;
// the outage, the caching and odd input over a fake chain.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import { openTestApi, type TestApi } from '../tests/harness/worlds/api-app.ts';
import {
  type ChainFixture,
  freshAddress,
  openChainFixture,
  payer,
  transfer,
} from '../tests/harness/worlds/chain-fixture.ts';
import { chainKinds } from '../tests/harness/worlds/chains.ts';
import { createFakeChain } from '../tests/harness/worlds/fake-chain.ts';
import { checksummed } from './schemas/wallet.ts';

const { problemOf } = createProblemJudge();

describe.each(chainKinds)('on the chain: %s', (kind) => {
  let on: ChainFixture;
  let api: TestApi;
  beforeAll(async () => {
    on = await openChainFixture(kind);
    api = await openTestApi(on.tokens);
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await on[Symbol.asyncDispose]();
  });

  async function read(path: string): Promise<unknown> {
    const response = await api.app({}, { chain: on.chain }).request(path);
    expect(response.status).toBe(200);
    return await response.json();
  }

  test('balances are the minor units on chain and the same written out', async () => {
    const wallet = freshAddress();
    await on.send(payer.signer, transfer(on.tokens.usdc, wallet, 1_500_000n));
    await on.send(on.minter, transfer(on.tokens.sge, wallet, 10n ** 18n + 1n));
    expect(await read(`/api/wallet/balances?address=${wallet}`)).toEqual({
      address: checksummed(wallet),
      balances: {
        eth: { raw: '0', formatted: '0', decimals: 18 },
        sge: { raw: '1000000000000000001', formatted: '1.000000000000000001', decimals: 18 },
        usdc: { raw: '1500000', formatted: '1.5', decimals: 6 },
        usdt: { raw: '0', formatted: '0', decimals: 6 },
      },
    });
  });

  test('the identity token is found once it is minted', async () => {
    const wallet = freshAddress();
    const path = `/api/wallet/nft?address=${wallet}`;
    const address = checksummed(wallet);
    expect(await read(path)).toEqual({ address, hasNft: false, tokenId: null });
    await on.send(on.minter, { type: 'identity.mint', token: on.tokens.sgeid, to: wallet });
    const tokenId = await on.chain.identityTokenOf(on.tokens.sgeid, wallet);
    expect(await read(path)).toEqual({ address, hasNft: true, tokenId: String(tokenId) });
  });

  test('a contract is told from a wallet', async () => {
    const wallet = freshAddress();
    expect(await read(`/api/wallet/validate?address=${wallet}`)).toEqual({
      valid: true,
      address: checksummed(wallet),
      isContract: false,
      warning: null,
    });
    expect(await read(`/api/wallet/validate?address=${on.tokens.usdc}`)).toMatchObject({
      valid: true,
      isContract: true,
      warning: expect.stringContaining('contract'),
    });
  });

  test('gas and block are those of the node', async () => {
    const head = await on.chain.head();
    expect(await read('/api/block')).toEqual({
      number: Number(head.number),
      blockNumber: Number(head.number),
      timestamp: Number(head.timestamp),
      hash: head.hash,
      baseFeePerGas: String(head.baseFeePerGas),
    });
    const market = await on.chain.feeMarket();
    expect(await read('/api/gas-price')).toMatchObject({
      gasPrice: String(market.gasPrice),
      maxFeePerGas: String(market.maxFeePerGas),
      maxPriorityFeePerGas: String(market.maxPriorityFeePerGas),
    });
  });
});

describe('whatever the chain does', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await openTestApi();
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });
  const wallet = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

  test('a node that is away is a 503 with Retry-After, and none is kept', async () => {
    const chain = createFakeChain();
    const app = api.app({}, { chain });
    const paths = [
      `/api/wallet/validate?address=${wallet}`,
      `/api/wallet/balances?address=${wallet}`,
      `/api/wallet/nft?address=${wallet}`,
      '/api/gas-price',
      '/api/block',
    ];
    chain.down = true;
    for (const path of paths) {
      const response = await app.request(path);
      expect(response.headers.get('retry-after')).toBe('2');
      await problemOf(response, 'UNAVAILABLE');
    }
    chain.down = false;
    for (const path of paths) expect((await app.request(path)).status).toBe(200);
  });

  test('gas is written in gwei too, exactly', async () => {
    const chain = createFakeChain();
    const market = { maxFeePerGas: 3n, maxPriorityFeePerGas: 2n, maxFeePerGasCap: 4n };
    const app = api.app(
      {},
      { chain: { ...chain, feeMarket: async () => ({ ...market, gasPrice: 1_500_000_001n }) } },
    );
    expect(await (await app.request('/api/gas-price')).json()).toEqual({
      gasPrice: '1500000001',
      gasPriceGwei: '1.500000001',
      maxFeePerGas: '3',
      maxPriorityFeePerGas: '2',
    });
  });

  test('a chain without base fees has none', async () => {
    const chain = createFakeChain();
    const head = async () => ({ ...(await chain.head()), baseFeePerGas: null });
    const app = api.app({}, { chain: { ...chain, head } });
    expect(await (await app.request('/api/block')).json()).toMatchObject({ baseFeePerGas: null });
  });

  test('a burst of readers asks the node once', async () => {
    const chain = createFakeChain();
    const app = api.app({}, { chain });
    const asked = Array.from({ length: 100 }, async (_, index) =>
      app.request(index % 2 === 0 ? '/api/block' : '/api/gas-price'),
    );
    for (const response of await Promise.all(asked)) expect(response.status).toBe(200);
    expect(chain.reads).toBe(2);
  });

  test('what is no address is an answer of validate, and a refusal elsewhere', async () => {
    const app = api.app();
    const wrongs = ['0x12', wallet.replace('C5', 'c5'), `0x${'0'.repeat(40)}`, '%00', '🦊', '%20'];
    for (const wrong of wrongs) {
      const response = await app.request(`/api/wallet/validate?address=${wrong}`);
      expect(response.status).toBe(200);
      const { valid } = z
        .object({ valid: z.boolean(), error: z.string() })
        .parse(await response.json());
      expect(valid).toBe(false);
      for (const path of ['/api/wallet/balances', '/api/wallet/nft']) {
        await problemOf(await app.request(`${path}?address=${wrong}`), 'INVALID_ADDRESS');
      }
    }
    for (const path of ['validate', 'balances', 'nft'].map((name) => `/api/wallet/${name}`)) {
      const missing = await problemOf(await app.request(path), 'MISSING_WALLET');
      expect(missing.errors[0]?.field).toBe('query:address');
      await problemOf(await app.request(`${path}?address=`), 'MISSING_WALLET');
    }
    const twice = `/api/wallet/validate?address=${wallet}&address=${wallet}`;
    await problemOf(await app.request(twice), 'VALIDATION_FAILED');
    const long = `/api/wallet/validate?address=${'a'.repeat(1001)}`;
    await problemOf(await app.request(long), 'VALIDATION_FAILED');
  });

  test('any spelling of an address comes back with its checksum', async () => {
    for (const spelling of [wallet, wallet.toLowerCase(), `0x${wallet.slice(2).toUpperCase()}`]) {
      for (const name of ['validate', 'balances', 'nft']) {
        const response = await api.app().request(`/api/wallet/${name}?address=${spelling}`);
        expect(await response.json()).toMatchObject({ address: wallet });
      }
    }
  });
});
