/**
 * Goal: a release is brought in while claims are under way, in the order of docs/runbook.md, and taken back:
 * nothing is lost and nothing happens twice. Method: the previous release's own code (./previous) and today's,
 * as processes on one set of real parts with today's schema; claims are held at different points in between.
 */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { accept } from '../../db/accept.ts';
import type { CrashPoint } from '../../platform/crash-points.ts';
import type { Orchestrator } from '../../platform/orchestrator.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { openedDecision } from '../harness/actors/decisions.ts';
import { awaitFinal, registerWallet } from '../harness/actors/flow.ts';
import { withoutProgramToken } from '../harness/actors/hide-token.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/oracles/exactly-once.ts';
import { claimItem, walletNumber } from '../harness/samples/writes.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';
import {
  awaitPlace,
  type Claim,
  claimAll,
  freezeChain,
  payers,
  thawChain,
  waitsForConfirmation,
  waitsForPayment,
  workflowIdOfClaim,
} from './held-claims.ts';
import { openPreviousVersion, type PreviousVersion } from './previous-version.ts';
import { recordedRelease } from './recorded-release.ts';

let platform: RealPlatform;
let previous: PreviousVersion;
let temporal: TemporalClient;
let orchestrator: Orchestrator;
/** One API of each release, as while a deployment rolls. */
let previousApi: string;
let todaysApi: string;
type Release = 'previous' | 'today';
/** The workers of one test; it stops them itself where that is what it is about. */
const workers: NodeProcess[] = [];
/** The one worker that a test has left to the next one, as a start takes seconds. */
let left: { readonly release: Release; readonly worker: NodeProcess } | undefined;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  previous = await openPreviousVersion(platform);
  temporal = await connectTo(platform.stack.temporal);
  orchestrator = orchestratorOn('quittance');
  previousApi = (await previous.startApi()).url;
  todaysApi = (await platform.startApi()).url;
});
afterEach(async () => {
  const stale = workers.splice(0).filter((worker) => worker !== left?.worker);
  await Promise.all(stale.map((worker) => worker.stop()));
  await thawChain(platform);
});
afterAll(async () => {
  await temporal?.close();
  await previous?.[Symbol.asyncDispose]();
  await platform?.[Symbol.asyncDispose]();
});

/** Starts a worker of one of the two releases. */
async function work(release: Release): Promise<NodeProcess> {
  const worker = await startWorker(release);
  workers.push(worker);
  return worker;
}

const startWorker = (release: Release, extra: Readonly<Record<string, string>> = {}) =>
  (release === 'previous' ? previous : platform).startWorker(extra);

/** Leaves the only worker of a test to the next one. */
function leave(release: Release, worker: NodeProcess): void {
  left = { release, worker };
}

/** The only worker there is, of this release: the one that was left, or a new one. */
async function workAlone(release: Release): Promise<NodeProcess> {
  const found = left;
  left = undefined;
  if (found?.release === release) {
    workers.push(found.worker);
    return found.worker;
  }
  await found?.worker.stop();
  return await work(release);
}

const orchestratorOn = (taskQueue: string) => createTemporalOrchestrator({ temporal, taskQueue });

async function expectAllOnce(api: string, claims: readonly Claim[]): Promise<void> {
  for (const { wallet, intentId } of claims) {
    const { state, failure } = await awaitFinal(api, intentId);
    expect({ state, failure }).toEqual({ state: 'SETTLED', failure: undefined });
    await expectExactlyOnce(platform, intentId);
    await expectOneDelivery(platform, wallet);
  }
  await expectBalancedLedger(platform);
}

test('the recorded release knew the first migrations of today, and they are still called the same', async () => {
  const { migrations } = await recordedRelease();
  const journal = z
    .object({ entries: z.array(z.object({ tag: z.string() })) })
    .parse(JSON.parse(readFileSync('db/migrations/meta/_journal.json', 'utf8')));
  const today = journal.entries.map((entry) => entry.tag);
  expect(today.slice(0, migrations.length)).toEqual(migrations);
});

test('the previous release runs on today’s schema: a registration and a claim settle', async () => {
  const worker = await workAlone('previous');
  const wallet = walletNumber(0x9e6);
  expect((await registerWallet(previousApi, wallet)).state).toBe('SETTLED');
  await expectAllOnce(previousApi, await claimAll(previousApi, await payers(platform, 0xa000, 1)));
  leave('previous', worker);
});

test('ten claims begun by the previous worker are finished by today’s, each once', async () => {
  const worker = await workAlone('previous');
  const [willPark, ...paid] = await payers(platform, 0xb000, 7);
  if (willPark === undefined) throw new Error('Expected somebody to have paid');
  const parked = await withoutProgramToken(platform, async () => {
    const claims = await claimAll(previousApi, [willPark]);
    await awaitPlace(platform, claims, (place) => place.parked);
    return claims;
  });
  await freezeChain(platform);
  const unpaid = await claimAll(previousApi, await payers(platform, 0xb100, 3));
  const delivering = await claimAll(previousApi, paid.slice(0, 3));
  await awaitPlace(platform, unpaid, waitsForPayment);
  await awaitPlace(platform, delivering, waitsForConfirmation);
  expect(await worker.stop()).toBe(0);
  // Nobody works now: these have a workflow and no history to speak of.
  const waiting = await claimAll(previousApi, paid.slice(3));

  const successor = await work('today');
  await thawChain(platform);
  for (const claim of parked) {
    const workflowId = await workflowIdOfClaim(platform, claim);
    await orchestrator.decide(workflowId, `upgrade-${claim.intentId}`, openedDecision('retry'));
    await awaitPlace(platform, [claim], (place) => !place.parked);
  }
  const claims = [...unpaid, ...delivering, ...waiting, ...parked];
  expect(claims).toHaveLength(10);
  await expectAllOnce(previousApi, claims);
  leave('today', successor);
});

test('taken back: what today’s worker began goes on under the previous one in a new run of the same workflow', async () => {
  const worker = await workAlone('today');
  const paid = await payers(platform, 0xd000, 3);
  await freezeChain(platform);
  const delivering = await claimAll(todaysApi, paid);
  const unpaid = await claimAll(todaysApi, await payers(platform, 0xd100, 2));
  await awaitPlace(platform, delivering, waitsForConfirmation);
  await awaitPlace(platform, unpaid, waitsForPayment);
  expect(await worker.stop()).toBe(0);

  const claims = [...delivering, ...unpaid];
  for (const claim of claims) {
    const workflowId = await workflowIdOfClaim(platform, claim);
    await temporal.client.workflow.getHandle(workflowId).terminate('release taken back');
    await orchestrator.start({
      intentId: claim.intentId,
      workflowId,
      kind: 'claim',
      programSlug: 'default',
      traceparent: null,
    });
  }
  const successor = await work('previous');
  await thawChain(platform);
  await expectAllOnce(previousApi, claims);
  leave('previous', successor);
});

test('today’s API works with the previous worker, and both workers side by side until it stops', async () => {
  const worker = await workAlone('previous');
  const wallet = walletNumber(0x9e7);
  expect((await registerWallet(todaysApi, wallet)).state).toBe('SETTLED');
  await expectAllOnce(todaysApi, await claimAll(todaysApi, await payers(platform, 0xc000, 1)));

  const paid = await payers(platform, 0xc100, 6);
  await freezeChain(platform);
  const before = await claimAll(todaysApi, paid.slice(0, 2));
  await awaitPlace(platform, before, waitsForConfirmation);
  await work('today');
  const between = await claimAll(todaysApi, paid.slice(2, 4));
  await awaitPlace(platform, between, waitsForConfirmation);
  expect(await worker.stop()).toBe(0);
  const after = await claimAll(todaysApi, paid.slice(4));
  await thawChain(platform);
  await expectAllOnce(todaysApi, [...before, ...between, ...after]);
});

const crashes: readonly [CrashPoint, number][] = [
  ['verifyPayment:booked', 1],
  ['submitTransaction:reserved', 2],
  ['broadcastTransaction:sent', 3],
  ['confirmTransaction:confirmed', 4],
];

/** One of them has reserved a nonce and died: the deliveries of the others wait behind it and must not be bumped. */
const patient = { BUMP_AFTER_BLOCKS: '10000' };

// At once, each on a task queue of its own: most of it is waiting for Temporal to miss the dead worker.
test.concurrent.each(crashes)(
  'the previous worker dies at %s: today’s finishes the step',
  async (point, number) => {
    const taskQueue = `upgrade-${number}`;
    const [payer] = await payers(platform, 0xe000 + number, 1);
    if (payer === undefined) throw new Error('Expected somebody to have paid');
    const doomed = await startWorker('previous', {
      ...patient,
      TEMPORAL_TASK_QUEUE: taskQueue,
      QUITTANCE_CRASH_POINT: point,
    });
    const item = claimItem({ ...payer, programId: platform.programId, key: taskQueue });
    await accept(platform.db, [item]);
    if (item.effect.type !== 'claim') throw new Error('Expected a claim');
    const { id: intentId, workflowId, kind } = item.effect.intent;
    const start = { intentId, workflowId, programSlug: 'default', traceparent: null };
    await orchestratorOn(taskQueue).start({ ...start, kind: kind === 'claim' ? kind : 'register' });
    expect(await doomed.ended).toBe('SIGKILL');
    const successor = await startWorker('today', { ...patient, TEMPORAL_TASK_QUEUE: taskQueue });
    await expectAllOnce(todaysApi, [{ wallet: payer.wallet, intentId }]);
    expect(await successor.stop()).toBe(0);
  },
);
