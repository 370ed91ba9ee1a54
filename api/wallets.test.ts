// Goal: what counts as a wallet, in queries and bodies, and how it comes back. Method: app.request() on PGlite.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import { openTestApi, randomWallet, type TestApi, write } from '../tests/harness/worlds/api-app.ts';

const { problemOf } = createProblemJudge();
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('wallets', () => {
  const checksummed = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

  test('a missing one and a malformed one have codes of their own, in queries and in bodies', async () => {
    for (const path of ['/api/status', '/api/claim/info', '/api/claim/history']) {
      await problemOf(await api.app().request(path), 'MISSING_WALLET');
      await problemOf(await api.app().request(`${path}?wallet=`), 'MISSING_WALLET');
      await problemOf(await api.app().request(`${path}?wallet=0x12`), 'INVALID_ADDRESS');
    }
    await problemOf(await api.app().request('/api/register', write({})), 'MISSING_WALLET');
    await problemOf(
      await api.app().request('/api/register', write({ wallet: 'x' })),
      'INVALID_ADDRESS',
    );
    await problemOf(
      await api.app().request('/api/claim/prepare', write({ wallet: null })),
      'INVALID_ADDRESS',
    );
  });

  test('mixed case must carry a right checksum; one case does not; answers carry it', async () => {
    const wrong = checksummed.replace('C5', 'c5');
    await problemOf(await api.app().request(`/api/status?wallet=${wrong}`), 'INVALID_ADDRESS');
    const upper = `0x${checksummed.slice(2).toUpperCase()}`;
    for (const wallet of [checksummed, checksummed.toLowerCase(), upper]) {
      const response = await api.app().request(`/api/status?wallet=${wallet}`);
      expect(await response.json()).toMatchObject({ wallet: checksummed });
    }
  });

  test('the zero address is nobody: it can neither register nor claim nor be asked for', async () => {
    const wallet = `0x${'0'.repeat(40)}`;
    const problem = 'INVALID_ADDRESS';
    const record = { wallet, tokenType: 'USDC', txHash: `0x${'ab'.repeat(32)}` };
    const app = api.app();
    await problemOf(await app.request(`/api/status?wallet=${wallet}`), problem);
    await problemOf(await app.request('/api/register', write({ wallet })), problem);
    await problemOf(await app.request('/api/claim/prepare', write({ wallet })), problem);
    await problemOf(await app.request('/api/claim/record', write(record)), problem);
    const referred = write({ wallet: randomWallet(), referrer: wallet });
    await problemOf(await app.request('/api/register', referred), 'VALIDATION_FAILED');
  });

  test('a referrer with a wrong checksum is not taken for a referral code', async () => {
    const referrer = checksummed.replace('C5', 'c5');
    await problemOf(
      await api.app().request('/api/register', write({ wallet: randomWallet(), referrer })),
      'VALIDATION_FAILED',
    );
  });
});
