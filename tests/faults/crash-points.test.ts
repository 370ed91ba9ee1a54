/**
 * Goal: whatever moment a worker or an API dies at, or a workflow is ended by hand, every claim comes to its end
 * with everything once. Method: claims on real PostgreSQL, Redis, Temporal and Anvil are each held up at a crash
 * point; then the worker is killed, the API is killed, or their workflows are terminated, and all go on. The
 * points after a reorganisation have a suite of their own, crash-reorganised.test.ts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createChain } from '../../chain/viem-chain.ts';
import { slots } from '../../db/schema/chain.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { type CrashPoint, crashPoints, factsOf } from '../../platform/crash-points.ts';
import { connectTemporal, type TemporalClient } from '../../platform/temporal-connection.ts';
import {
  type AcceptedClaim,
  acceptClaim,
  decideRetry,
  expectEffectsOnce,
  findClaim,
  heldAt,
  payForClaims,
  sendClaim,
  untilEnded,
  untilIntent,
  workflowIdOfClaim,
} from '../harness/actors/crash-claims.ts';
import { intervene } from '../harness/actors/workflow-killer.ts';
import {
  type Ending,
  endingsAt,
  endingsAtAll,
  openCrashTable,
} from '../harness/oracles/crash-table.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { type CrashGate, createCrashGate } from '../harness/worlds/crash-gate.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

type Api = Awaited<ReturnType<RealPlatform['startApi']>>;

/** PUSH1 0, PUSH1 0, REVERT: whatever is called, it reverts. */
const refusingCode = '0x60006000fd';
const settings = { SWEEP_INTERVAL_MS: '1000', RELAY_INTERVAL_MS: '200', CHAIN_POLL_MS: '200' };
/** What nobody has started is the worker's relay to find, so the API does not look for it. */
const apiSettings = { ...settings, RELAY_INTERVAL_MS: '600000' };
/** Nor does the sweeper, which looks for it too, come before the relay: that takes what is 5 s old. */
const relaySettings = { ...settings, SWEEP_INTERVAL_MS: '20000' };
const ways = ['settles', 'fails', 'parks', 'relayed'];
const table = openCrashTable((point) => ways.includes(factsOf(point).way), endingsAt);
const all: AcceptedClaim[] = [];
let platform: RealPlatform;
let temporal: TemporalClient;
let api: Api;
let worker: NodeProcess;

/** From here on a worker is there, which asks the gate where one is given. */
async function startWorker(gate?: CrashGate, more = settings): Promise<void> {
  worker = await platform.startWorker(more, gate);
}

async function killWorker(): Promise<void> {
  worker.kill('SIGKILL');
  expect(await worker.ended).toBe('SIGKILL');
}

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  const { address, namespace } = platform.stack.temporal;
  temporal = await connectTemporal(
    { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    null,
  );
  api = await platform.startApi(apiSettings);
});
afterAll(async () => {
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

const pointsOf = (process: 'worker' | 'api', ...ways: string[]) =>
  crashPoints.filter((point) => {
    const facts = factsOf(point);
    return facts.process === process && ways.includes(facts.way);
  });

/**
 * What writes to the ledger or reserves a nonce keeps others waiting until it commits, so nobody else can come to
 * his point meanwhile: these are held up one at a time.
 */
const alone: readonly CrashPoint[] = [
  'verifyPayment:uncommitted',
  'submitTransaction:uncommitted',
  'settleIntent:uncommitted',
];
/** Here a nonce is reserved and not used yet, so that no later one can be mined: they stand apart from those. */
const unsent: readonly CrashPoint[] = [
  'submitTransaction:reserved',
  'submitTransaction:signed',
  'submitTransaction:stored',
  'submitTransaction:after',
  'broadcastTransaction:before',
];
const together = pointsOf('worker', 'settles', 'fails').filter(
  (point) => !alone.includes(point) && !unsent.includes(point),
);
const relayed = pointsOf('worker', 'relayed');
const rounds: readonly (readonly [string, readonly CrashPoint[]])[] = [
  ['where they can stand together', together],
  ['where the relay comes upon them', relayed],
  ['where a nonce is reserved and not used', unsent],
  ...alone.map((point) => [`at ${point}`, [point]] as const),
];
const parking = pointsOf('worker', 'parks');

/** Ends what is held up at its point, and lets the others go on. */
async function end(
  how: Ending,
  gate: CrashGate,
  claims: readonly { readonly point: CrashPoint; readonly workflowId: string }[],
): Promise<void> {
  switch (how) {
    case 'kill worker':
      await killWorker();
      gate.open();
      await startWorker();
      break;
    case 'kill API':
      api.kill('SIGKILL');
      expect(await api.ended).toBe('SIGKILL');
      gate.open();
      api = await platform.startApi(apiSettings, gate);
      break;
    case 'terminate':
      // Before the start there is no workflow to be ended: the table says so.
      for (const { workflowId, point } of claims)
        table.ended(point, await intervene(temporal, workflowId, 'terminate'));
      gate.open();
      break;
  }
}

/** Has the claims taken in, with no worker alive. */
async function takeIn(points: readonly CrashPoint[]) {
  const paid = await payForClaims(platform, points);
  const claims = [];
  for (const claim of paid) claims.push(await acceptClaim(platform, api.url, claim));
  all.push(...claims);
  return claims;
}

/** Whoever sends the same request again, whichever API is alive, is given the same answer. */
async function expectReplays(claims: Awaited<ReturnType<typeof takeIn>>): Promise<void> {
  for (const { answer, ...claim } of claims) {
    if (answer !== null) expect((await sendClaim(api.url, claim)).text).toBe(answer.text);
  }
}

async function setDeliveryCode(code: unknown): Promise<void> {
  await callRpc(platform.stack.anvil.url, 'anvil_setCode', [platform.tokens.sge, code]);
}

describe.each(endingsAtAll(together))('%s', (how) => {
  afterEach(() => worker.stop());

  test.each(rounds)(
    'while claims stand %s',
    async (_, points) => {
      const claims = await takeIn(points);
      const gate = createCrashGate();
      gate.hold(claims.map(heldAt));
      await startWorker(gate, points === relayed ? relaySettings : settings);
      await gate.reached();
      await end(how, gate, claims);
      await untilEnded(platform, claims);
      await expectReplays(claims);
      await expectEffectsOnce(platform, claims);
      for (const point of points) table.passed(point, how);
    },
    200_000,
  );

  test('while claims are parked and resumed', async () => {
    const claims = await takeIn(parking);
    const atPark = claims.filter(({ point }) => point.startsWith('park'));
    const atResume = claims.filter(({ point }) => point.startsWith('resume'));
    const code = await callRpc(platform.stack.anvil.url, 'eth_getCode', [
      platform.tokens.sge,
      'latest',
    ]);
    await setDeliveryCode(refusingCode);
    const gate = createCrashGate();
    gate.hold(claims.map(heldAt));
    await startWorker(gate);
    for (const claim of atResume) await untilIntent(platform, claim, ({ parked }) => parked);
    await setDeliveryCode(code);
    for (const claim of atResume) await decideRetry(platform, claim);
    await gate.reached();
    await end(how, gate, claims);
    for (const claim of atPark) {
      await untilIntent(platform, claim, ({ parked }) => parked);
      await decideRetry(platform, claim);
    }
    await untilEnded(platform, claims);
    await expectEffectsOnce(platform, claims);
    for (const point of parking) table.passed(point, how);
  }, 200_000);
});

describe('while an API takes a claim in', () => {
  const gate = createCrashGate();
  beforeAll(async () => {
    await api.stop();
    api = await platform.startApi(apiSettings, gate);
    await startWorker();
  });

  test.each(
    pointsOf('api', 'settles').flatMap((point) =>
      endingsAt(point).map((how) => [point, how] as const),
    ),
  )(
    '%s: %s',
    async (point, how) => {
      const [claim] = await payForClaims(platform, [point]);
      if (claim === undefined) throw new Error('Expected a claim');
      const workflowId = workflowIdOfClaim(claim);
      gate.hold([{ point, subjects: [workflowId] }]);
      const first = sendClaim(api.url, claim).catch(() => null);
      await gate.reached();
      await end(how, gate, [{ point, workflowId }]);
      const answered = await first;
      const again = await sendClaim(api.url, claim);
      expect(again.status, again.text).toBe(202);
      if (answered !== null) expect(again.text).toBe(answered.text);
      const accepted = await findClaim(platform, claim);
      all.push(accepted);
      await untilEnded(platform, [accepted]);
      await expectEffectsOnce(platform, [accepted]);
      table.passed(point, how);
    },
    120_000,
  );
});

test('after all of them the ledger balances, no nonce is wasted or used twice, and no point is left out', async () => {
  process.stdout.write(table.print());
  expect(table.missing()).toEqual([]);
  await expectEffectsOnce(platform, all);
  await expectBalancedLedger(platform);
  const used = await platform.db.select({ nonce: slots.nonce, state: slots.state }).from(slots);
  const delivered = all.filter(({ point }) => factsOf(point).way !== 'fails').length;
  expect(new Set(used.map((slot) => slot.nonce)).size).toBe(delivered);
  expect(used).toHaveLength(delivered);
  expect(new Set(used.map((slot) => slot.state))).toEqual(new Set(['EFFECTIVE']));
  const chain = createChain(platform.endpoint);
  expect(await chain.nonce(platform.treasury, 'latest')).toBe(delivered);
  await chain.close();
});
