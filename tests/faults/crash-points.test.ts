/**
 * Goal: whatever moment a worker dies at, a restart ends the claim in one payment, one delivery, one
 * settlement and balanced postings. Method: for every named crash point a worker of its own, on a task
 * queue of its own, is killed there with SIGKILL, and another takes over. PostgreSQL, Temporal and
 * Anvil are real and shared.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChain } from '../../chain/viem-chain.ts';
import { accept } from '../../db/accept.ts';
import { slots } from '../../db/schema/chain.ts';
import { intents } from '../../db/schema/intents.ts';
import { type CrashPoint, crashPoints } from '../../platform/crash-points.ts';
import { connectTemporal, type TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { enterUsers, payFee } from '../harness/claimants.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/exactly-once.ts';
import { type RealPlatform, startRealPlatform } from '../harness/real-platform.ts';
import { claimItem, walletNumber } from '../harness/writes.ts';

const settleTimeoutMs = 120_000;
let platform: RealPlatform;
let temporal: TemporalClient;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  const { address, namespace } = platform.stack.temporal;
  temporal = await connectTemporal(
    { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    null,
  );
  // The first worker bundles the workflows; the others find the bundle.
  await (await platform.startWorker({ TEMPORAL_TASK_QUEUE: 'warm-up' })).stop();
  process.stdout.write(`crash points: ${crashPoints.join(', ')}\n`);
});
afterAll(async () => {
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

async function startClaim(taskQueue: string, wallet: `0x${string}`): Promise<string> {
  const txHash = await payFee(platform, { wallet, amount: 100_000_000n });
  const item = claimItem({ programId: platform.programId, wallet, key: taskQueue, txHash });
  const [outcome] = await accept(platform.db, [item]);
  if (outcome?.status !== 'accepted' || item.effect.type !== 'claim')
    throw new Error('Expected an accepted claim');
  const { id, workflowId, kind } = item.effect.intent;
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue });
  await orchestrator.start({
    intentId: id,
    workflowId,
    kind,
    programSlug: 'default',
    traceparent: null,
  });
  return id;
}

async function awaitSettled(intentId: string): Promise<void> {
  const giveUpAt = Date.now() + settleTimeoutMs;
  for (;;) {
    const [intent] = await platform.db.select().from(intents).where(eq(intents.id, intentId));
    if (intent?.state === 'SETTLED') return;
    if (intent?.parked === true || intent?.state === 'FAILED' || Date.now() > giveUpAt) {
      throw new Error(`Expected ${intentId} to settle: ${JSON.stringify(intent)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const points = crashPoints.map((point, index): [CrashPoint, number] => [point, index]);

test.concurrent.each(points)(
  'SIGKILL at %s, then a restart: everything once',
  async (point, index) => {
    const wallet = walletNumber(0xdead00 + index);
    const taskQueue = `crash-${index}`;
    await enterUsers(platform, [wallet]);
    const doomed = await platform.startWorker({
      TEMPORAL_TASK_QUEUE: taskQueue,
      QUITTANCE_CRASH_POINT: point,
    });
    const intentId = await startClaim(taskQueue, wallet);
    expect(await doomed.ended).toBe('SIGKILL');
    const successor = await platform.startWorker({ TEMPORAL_TASK_QUEUE: taskQueue });
    await awaitSettled(intentId);
    await expectExactlyOnce(platform, intentId);
    await expectOneDelivery(platform, wallet);
    await successor.stop();
  },
  300_000,
);

test('after all of them the ledger balances, and no nonce was wasted or used twice', async () => {
  await expectBalancedLedger(platform);
  const used = await platform.db.select({ nonce: slots.nonce, state: slots.state }).from(slots);
  expect(used).toHaveLength(crashPoints.length);
  expect(new Set(used.map((slot) => slot.nonce)).size).toBe(crashPoints.length);
  expect(new Set(used.map((slot) => slot.state))).toEqual(new Set(['EFFECTIVE']));
  const chain = createChain(platform.endpoint);
  expect(await chain.nonce(platform.treasury, 'latest')).toBe(crashPoints.length);
  await chain.close();
});
