/**
 * Goal: a claim travels from an HTTP request to a settled, balanced ledger on the real parts, with
 * each payment token, once. Method: API and worker as processes of their own on a real PostgreSQL,
 * Redis, Temporal server and Anvil.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payFee } from '../harness/actors/claimants.ts';
import { awaitFinal, recordClaim, registerWallet, write } from '../harness/actors/flow.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/oracles/exactly-once.ts';
import { hashNumber, walletNumber } from '../harness/samples/writes.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const fee = 100_000_000n;
let platform: RealPlatform;
let worker: NodeProcess;
let api: string;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  const [started, served] = await Promise.all([
    platform.startWorker(),
    platform.startApi({ PAYMENT_WAIT_MS: '5000' }),
  ]);
  worker = started;
  api = served.url;
});
afterAll(() => platform?.[Symbol.asyncDispose]());

/** Different wallets, so that they need not wait for each other's blocks. */
describe.concurrent('claims', () => {
  test.each(['USDC', 'USDT'] as const)('a claim paid in %s settles once', async (tokenType) => {
    const wallet = walletNumber(tokenType === 'USDC' ? 0xc0ffee : 0x7e7e7e);
    const registration = await registerWallet(api, wallet);
    expect(registration.state).toBe('SETTLED');
    const token = tokenType === 'USDC' ? platform.tokens.usdc : platform.tokens.usdt;
    const txHash = await payFee(platform, { wallet, token, amount: fee });
    const request = { wallet, tokenType, txHash };
    const first = await write(`${api}/api/claim/record`, `claim-${tokenType}`, request);
    expect(first.status).toBe(202);
    const intentId: unknown = JSON.parse(first.text).intentId;
    if (typeof intentId !== 'string') throw new Error('Expected an intent');
    const intent = await awaitFinal(api, intentId);
    expect(intent.state).toBe('SETTLED');
    expect(intent.transitions.map((transition) => transition.to)).toEqual([
      'PENDING',
      'LOCKED',
      'SUBMITTED',
      'CONFIRMED',
      'SETTLED',
    ]);
    expect(
      intent.ledgerTransactions.map((transaction) => transaction.reference.split(':')[0]).sort(),
    ).toEqual(['payment', 'settlement']);
    expect(intent.payment?.status).toBe('APPLIED');
    const replay = await write(`${api}/api/claim/record`, `claim-${tokenType}`, request);
    expect(replay.text).toBe(first.text);
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    await expectExactlyOnce(platform, intentId);
    await expectOneDelivery(platform, wallet);
    await expectBalancedLedger(platform);
  });

  test('two claims of one wallet, each with a payment: one settles, the other fails and its money stays in suspense', async () => {
    const wallet = walletNumber(0xd0b1e);
    await registerWallet(api, wallet);
    const hashes = [
      await payFee(platform, { wallet, amount: fee }),
      await payFee(platform, { wallet, amount: fee }),
    ];
    const ids = await Promise.all(
      hashes.map((txHash, index) => recordClaim(api, { wallet, txHash, key: `double-${index}` })),
    );
    const ended = await Promise.all(ids.map((id) => awaitFinal(api, id)));
    expect(ended.map((intent) => intent.state).sort()).toEqual(['FAILED', 'SETTLED']);
    const failed = ended.find((intent) => intent.state === 'FAILED');
    expect(failed?.failure?.code).toBe('ALREADY_CLAIMED');
    expect(failed?.payment?.status).toBe('SUSPENSE');
    await expectOneDelivery(platform, wallet);
    await expectBalancedLedger(platform);
  });

  test('one payment offered twice pays once', async () => {
    const wallet = walletNumber(0x2ce);
    await registerWallet(api, wallet);
    const txHash = await payFee(platform, { wallet, amount: fee });
    const ids = await Promise.all(
      ['a', 'b'].map((key) => recordClaim(api, { wallet, txHash, key: `twice-${key}` })),
    );
    const ended = await Promise.all(ids.map((id) => awaitFinal(api, id)));
    expect(ended.map((intent) => intent.state).sort()).toEqual(['FAILED', 'SETTLED']);
    expect(['PAYMENT_ALREADY_USED', 'ALREADY_CLAIMED']).toContain(
      ended.find((intent) => intent.state === 'FAILED')?.failure?.code,
    );
    await expectOneDelivery(platform, wallet);
  });

  test('too little, and another wallet’s payment, fail their own intents and take nothing', async () => {
    const [wallet, stranger] = [walletNumber(0x111e), walletNumber(0x57a6)];
    await Promise.all([registerWallet(api, wallet), registerWallet(api, stranger)]);
    const tooLittle = await payFee(platform, { wallet, amount: fee - 1n });
    const theirs = await payFee(platform, { wallet: stranger, amount: fee });
    const ids = [
      await recordClaim(api, { wallet, txHash: tooLittle, key: 'short' }),
      await recordClaim(api, { wallet, txHash: theirs, key: 'stolen' }),
    ];
    const [short, stolen] = await Promise.all(ids.map((id) => awaitFinal(api, id)));
    for (const intent of [short, stolen]) expect(intent?.failure?.code).toBe('PAYMENT_MISMATCH');
    // What the wallet itself has paid is kept in suspense; what somebody else has paid is theirs.
    expect(short?.ledgerTransactions.map(({ reference }) => reference)).toEqual([
      expect.stringMatching(new RegExp(`^payment:[0-9]+:${tooLittle}:`)),
    ]);
    expect(stolen?.ledgerTransactions).toEqual([]);
    const own = await recordClaim(api, { wallet: stranger, txHash: theirs, key: 'own' });
    expect((await awaitFinal(api, own)).state).toBe('SETTLED');
  });

  test('a bogus hash waits for its payment under the eyes of the operator and holds nobody up', async () => {
    const wallet = walletNumber(0xb09);
    await registerWallet(api, wallet);
    const bogus = await recordClaim(api, { wallet, txHash: hashNumber(77), key: 'bogus' });
    const txHash = await payFee(platform, { wallet, amount: fee });
    const real = await recordClaim(api, { wallet, txHash, key: 'real' });
    expect((await awaitFinal(api, real)).state).toBe('SETTLED');
    const response = await fetch(`${api}/api/v2/intents/${bogus}`);
    expect(await response.json()).toMatchObject({ state: 'LOCKED', ledgerTransactions: [] });
  });
});

test('logs carry request, intent and workflow ids; metrics count the transitions', async () => {
  const [metricsUrl] = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(worker.output()) ?? [];
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  expect(text).toMatch(/quittance_intent_transitions_total\{kind="claim",state="SETTLED"\} [1-9]/);
  expect(text).toMatch(/quittance_ledger_imbalance[^\n]* 0\n/);
  expect((await fetch(`${metricsUrl}/readyz`)).status).toBe(200);
  const ready = await (await fetch(`${api}/readyz`)).json();
  expect(ready).toMatchObject({ ready: true });
});

test('SIGTERM drains the worker: it ends with 0 and says so, a second signal is harmless', async () => {
  worker.kill('SIGTERM');
  worker.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(worker.output()).toContain('worker stopped');
});
