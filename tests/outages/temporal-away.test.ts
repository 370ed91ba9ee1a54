/**
 * Goal: what was accepted while Temporal was away, or by a process that died before it could start it,
 * is started later and settles once. Method: an API that can not reach Temporal, killed with SIGKILL;
 * then one that can, whose relay finds what was left over.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { awaitFinal, readIntent, recordClaim } from '../harness/actors/flow.ts';
import { inDepth } from '../harness/depth.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/oracles/exactly-once.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

let platform: RealPlatform;

beforeAll(async () => {
  platform = await startRealPlatform();
});
afterAll(() => platform?.[Symbol.asyncDispose]());

test('accepted while Temporal and Redis are away, relayed by another process, settled once', async () => {
  const wallets = Array.from({ length: inDepth(8, 20) }, (_, index) =>
    walletNumber(0xa11a + index),
  );
  await enterUsers(platform, wallets);
  const hashes: string[] = [];
  for (const wallet of wallets)
    hashes.push(await payFee(platform, { wallet, amount: 100_000_000n }));

  // Port 1 of this machine: nothing listens there.
  const cut = await platform.startApi({
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  const ready = await fetch(`${cut.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, degraded: ['redis', 'temporal'] });
  const ids = await Promise.all(
    wallets.map((wallet, index) =>
      recordClaim(cut.url, { wallet, txHash: hashes[index] ?? '', key: `away-${index}` }),
    ),
  );
  const waiting = await Promise.all(ids.map((id) => readIntent(cut.url, id)));
  expect(new Set(waiting.map((intent) => intent.state))).toEqual(new Set(['PENDING']));
  cut.kill('SIGKILL');
  await cut.ended;

  const [api] = await Promise.all([platform.startApi(), platform.startWorker()]);
  // This Anvil mines on demand: without new blocks nothing is ever confirmed.
  const mining = setInterval(() => void mine(platform), 500);
  try {
    for (const [index, id] of ids.entries()) {
      expect((await awaitFinal(api.url, id)).state).toBe('SETTLED');
      await expectExactlyOnce(platform, id);
      await expectOneDelivery(platform, wallets[index] ?? '0x');
    }
  } finally {
    clearInterval(mining);
  }
  await expectBalancedLedger(platform);
});

async function mine({ stack }: RealPlatform): Promise<void> {
  await fetch(stack.anvil.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine', params: [] }),
  });
}
