/**
 * Goal: ending any workflow by hand, at any moment, and letting the sweeper run loses and doubles nothing. Method:
 * claims on real parts; while they are carried out a seeded killer terminates, cancels, resets and deletes random
 * workflows, the sweeper's own among them. The sweeper runs every second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { accept } from '../../db/accept.ts';
import { queryRows } from '../../db/database.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { type Intervention, intervene, interventions } from '../harness/actors/workflow-killer.ts';
import { inDepth } from '../harness/depth.ts';
import { expectAllExactlyOnce } from '../harness/oracles/all-exactly-once.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { seeded } from '../harness/samples/seeded.ts';
import { claimItem, walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';

const claims = inDepth(15, 40);
const interventionsMax = inDepth(60, 150);
const interventionsMin = claims;
const seed = 20_260_105;
const patience = { timeoutMs: 150_000, everyMs: 200, state: openClaims };
let platform: RealPlatform;
let temporal: TemporalClient;
let worker: NodeProcess;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  temporal = await connectTo(platform.stack.temporal);
  worker = await platform.startWorker({ SWEEP_INTERVAL_MS: '1000' });
});
afterAll(async () => {
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

const openRow = z.object({ workflow_id: z.string(), state: z.string() });

/** The claims that are not final, with the states they are in. */
function openClaims() {
  return queryRows(
    platform.db,
    sql`select workflow_id, state from intents where state not in ('SETTLED', 'FAILED') order by id`,
    openRow,
  );
}

/** Pays for and accepts claims, and leaves their start to the relay. Gives their intents. */
async function acceptClaims(count: number, firstWallet: number) {
  const wallets = Array.from({ length: count }, (_, index) => walletNumber(firstWallet + index));
  await enterUsers(platform, wallets);
  const items: ReturnType<typeof claimItem>[] = [];
  for (const wallet of wallets) {
    const txHash = await payFee(platform, { wallet, amount: 100_000_000n });
    items.push(claimItem({ programId: platform.programId, wallet, key: `it's ${wallet}`, txHash }));
  }
  const outcomes = await accept(platform.db, items);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['accepted']));
  return items.map(({ effect }, index) => {
    if (effect.type !== 'claim') throw new Error('Expected a claim');
    const { id: intentId, workflowId } = effect.intent;
    return { intentId, workflowId, wallet: wallets[index] ?? '0x' };
  });
}

/** Ends workflows until enough have been ended or all claims are final; gives what was done in which state. */
async function interveneAtRandom(): Promise<Map<string, number>> {
  const below = seeded(seed);
  const done = new Map<string, number>();
  const note = (what: string) => done.set(what, (done.get(what) ?? 0) + 1);
  while ([...done.values()].reduce((sum, count) => sum + count, 0) < interventionsMax) {
    await sleep(below(40));
    const open = await openClaims();
    const target = open[below(open.length)];
    if (target === undefined) break;
    const how: Intervention = interventions[below(interventions.length)] ?? 'terminate';
    if (await intervene(temporal, target.workflow_id, how)) {
      note(`${how} ${target.state}`);
    }
    if (below(20) === 0 && (await endASweep())) note('terminate sweep');
  }
  return done;
}

async function endASweep(): Promise<boolean> {
  const query = 'WorkflowType = "sweep" AND ExecutionStatus = "Running"';
  for await (const { workflowId } of temporal.client.workflow.list({ query })) {
    return await intervene(temporal, workflowId, 'terminate');
  }
  return false;
}

const restartLine = z.object({
  msg: z.literal('sweeper started an intent again'),
  workflowId: z.string(),
  found: z.string(),
});

/** What the worker's sweeper started again, in order, with what it had found. */
function restarts(): z.infer<typeof restartLine>[] {
  return worker
    .output()
    .split('\n')
    .filter((line) => line.includes('sweeper started an intent again'))
    .map((line) => restartLine.parse(JSON.parse(line)));
}

/** How often what was found. */
function restartsByFound(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { found } of restarts()) counts[found] = (counts[found] ?? 0) + 1;
  return counts;
}

async function untilAllFinal(): Promise<void> {
  const allFinal = async () => (await openClaims()).length === 0;
  await until(allFinal, { what: 'all claims to be final', ...patience });
}

/** Blocks come every `seconds`; with 0 none do, so that whoever waits for a payment goes on waiting. */
async function mineEvery(seconds: number): Promise<void> {
  await callRpc(platform.stack.anvil.url, 'evm_setIntervalMining', [seconds]);
}

async function workflowTasksOf(workflowId: string): Promise<number> {
  const { events = [] } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes).length;
}

const foundAfter = {
  terminate: 'terminated',
  cancel: 'cancelled',
  // The run that a reset makes is shut out by the fence, which is the end of it.
  reset: 'completed',
  delete: 'none',
} as const satisfies Record<Intervention, string>;

test('terminated, cancelled, reset, deleted: each is found as what it is, and started again', async () => {
  await mineEvery(0);
  const accepted = await acceptClaims(interventions.length, 0x5eed);
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue: 'quittance' });
  for (const [index, how] of interventions.entries()) {
    const { workflowId = '' } = accepted[index] ?? {};
    const isRunning = async () => (await orchestrator.runState(workflowId)).status === 'running';
    await until(isRunning, { what: `what is ended by ${how} to run`, ...patience });
    // A signal that is taken in with the start makes no workflow task of its own.
    const hasTwoTasks = async () => {
      await orchestrator.signalChain(workflowId);
      return (await workflowTasksOf(workflowId)) >= 2;
    };
    await until(hasTwoTasks, { what: `two tasks of what is ended by ${how}`, ...patience });
    const before = restarts().length;
    expect(await intervene(temporal, workflowId, how)).toBe(true);
    const found = () =>
      restarts()
        .slice(before)
        .flatMap((restart) => (restart.workflowId === workflowId ? [restart.found] : []));
    const isFound = () => found().includes(foundAfter[how]);
    await until(isFound, { what: `what is ended by ${how} to be started again`, ...patience });
  }
  await mineEvery(1);
  await untilAllFinal();
  await expectAllExactlyOnce(platform, accepted);
}, 200_000);

test('claims, their workflows ended by hand again and again, settle once each', async () => {
  const accepted = await acceptClaims(claims, 0x5eed00);
  const done = await interveneAtRandom();
  await untilAllFinal();
  await expectAllExactlyOnce(platform, accepted);
  await expectBalancedLedger(platform);
  expect([...done.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(interventionsMin);
  const table = Object.fromEntries([...done].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  process.stdout.write(`ended by hand (seed ${seed}): ${JSON.stringify(table)}\n`);
  process.stdout.write(`started again, by what was found: ${JSON.stringify(restartsByFound())}\n`);
}, 300_000);
