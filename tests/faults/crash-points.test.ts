/**
 * Goal: whatever moment a worker or an API dies at, or a workflow is ended by hand, every claim comes to its end
 * with everything once. Method: claims on real PostgreSQL, Redis, Temporal and Anvil are each held up at a crash
 * point; then the worker is killed, the API is killed, or their workflows are terminated, and all go on. The
 * points after a reorganisation have a suite of their own, crash-reorganised.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChain } from '../../chain/viem-chain.ts';
import { slots } from '../../db/schema/chain.ts';
import { type CrashPoint, crashPoints, factsOf } from '../../platform/crash-points.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import {
  type AcceptedClaim,
  acceptClaim,
  type CrashClaim,
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
import { withoutProgramToken } from '../harness/actors/hide-token.ts';
import { intervene } from '../harness/actors/workflow-killer.ts';
import {
  type Ending,
  endingsAt,
  endingsAtAll,
  openCrashTable,
} from '../harness/oracles/crash-table.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { createCrashGate } from '../harness/worlds/crash-gate.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';

type Api = Awaited<ReturnType<RealPlatform['startApi']>>;

const settings = {
  SWEEP_INTERVAL_MS: '2000',
  RELAY_INTERVAL_MS: '500',
  CHAIN_POLL_MS: '250',
  KEEPER_LEASE_MS: '3000',
};
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
/** The worker there is. A round leaves it to the next one, as a start takes seconds. */
let worker: NodeProcess | undefined;
/** Holds up whatever process is started with it. */
const gate = createCrashGate();

/** From here on a worker is there, which asks the gate. */
async function startWorker(more = settings): Promise<void> {
  worker = await platform.startWorker(more, gate);
}

async function killWorker(): Promise<void> {
  worker?.kill('SIGKILL');
  expect(await worker?.ended).toBe('SIGKILL');
}

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  temporal = await connectTo(platform.stack.temporal);
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
 * his point meanwhile: who stands here stands there last, or alone.
 */
const last: CrashPoint = 'verifyPayment:uncommitted';
const alone: readonly CrashPoint[] = ['submitTransaction:uncommitted', 'settleIntent:uncommitted'];
/** Here a nonce is reserved and not used yet, so that no later one can be mined: these come after those. */
const unsent: CrashPoint[] = [
  'submitTransaction:reserved',
  'submitTransaction:signed',
  'submitTransaction:stored',
  'submitTransaction:after',
  'broadcastTransaction:before',
];
const parking = pointsOf('worker', 'parks');
const isParking = (point: CrashPoint) => point.startsWith('park');
const relayed = pointsOf('worker', 'relayed');
const together = pointsOf('worker', 'settles', 'fails').filter(
  (point) => point !== last && !alone.includes(point) && !unsent.includes(point),
);
/** Who dies with whom. Within a round, each group goes to its points when all before it stand at theirs. */
const rounds: readonly { readonly title: string; readonly groups: readonly CrashPoint[][] }[] = [
  { title: 'where claims can stand', groups: [parking, relayed, together, unsent, [last]] },
  ...alone.map((point) => ({ title: `at ${point} alone`, groups: [[point]] })),
];

type Standing = Awaited<ReturnType<typeof acceptClaim>>;

/** Ends what is held up at its point, and lets the others go on. */
async function end(
  how: Ending,
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

/** Has the claims taken in. */
async function takeIn(points: readonly CrashPoint[]): Promise<Standing[]> {
  const paid = await payForClaims(platform, points);
  const claims = [];
  for (const claim of paid) claims.push(await acceptClaim(platform, api.url, claim));
  all.push(...claims);
  return claims;
}

/** Has claims park since their token is gone, some of them to be resumed, until each stands at its point. */
async function standWhereParked(claims: readonly Standing[]): Promise<void> {
  const resumed = claims.filter(({ point }) => !isParking(point));
  gate.hold(claims.filter(({ point }) => isParking(point)).map(heldAt));
  await withoutProgramToken(platform, async () => {
    await startWorker(relaySettings);
    for (const claim of resumed) await untilIntent(platform, claim, ({ parked }) => parked);
    await gate.reached();
  });
  gate.hold(resumed.map(heldAt));
  for (const claim of resumed) await decideRetry(platform, claim);
  await gate.reached();
}

/** Has the claims of a round taken in while no worker is at work; they are to wait for their turn before their first step. */
async function takeInAsleep(groups: readonly (readonly CrashPoint[])[]): Promise<Standing[]> {
  if (groups.includes(parking)) await worker?.stop();
  else worker?.kill('SIGSTOP');
  const claims = await takeIn(groups.flat().filter((point) => !relayed.includes(point)));
  const others = claims.filter(({ point }) => !parking.includes(point));
  gate.hold(others.map((claim) => ({ ...heldAt(claim), point: 'openRun:before' })));
  return claims;
}

/** Has claims come to the points of a round, group by group, and ends what is there. */
async function standAndEnd(
  groups: readonly (readonly CrashPoint[])[],
  how: Ending,
): Promise<readonly Standing[]> {
  const claims = await takeInAsleep(groups);
  const of = (group: readonly CrashPoint[]) => claims.filter(({ point }) => group.includes(point));
  if (groups.includes(parking)) await standWhereParked(of(parking));
  else worker?.kill('SIGCONT');
  for (const group of groups.filter((group) => group !== parking)) {
    claims.push(...(await takeIn(group.filter((point) => relayed.includes(point)))));
    gate.hold(of(group).map(heldAt));
    await gate.reached();
  }
  await end(how, claims);
  for (const claim of of(parking.filter(isParking))) {
    await untilIntent(platform, claim, ({ parked }) => parked);
    await decideRetry(platform, claim);
  }
  return claims;
}

describe.each(endingsAtAll(together))('%s', (how) => {
  describe.each(rounds)('$title', ({ groups }) => {
    let claims: readonly Standing[];
    beforeAll(async () => {
      claims = await standAndEnd(groups, how);
    }, 200_000);

    test.each(groups.flat())(
      'at %s',
      async (point) => {
        const claim = claims.find((one) => one.point === point);
        if (claim === undefined) throw new Error(`Expected a claim at ${point}`);
        await untilEnded(platform, [claim]);
        // Whoever sends the same request again, whichever API is alive, is given the same answer.
        const { answer } = claim;
        if (answer !== null) expect((await sendClaim(api.url, claim)).text).toBe(answer.text);
        await expectEffectsOnce(platform, [claim]);
        table.passed(point, how);
      },
      120_000,
    );
  });
});

/** An API commits two groups of requests at once, so that no more than two can be held up while it does. */
const apiRounds = [
  ['start:before', 'start:started', 'start:marked', 'accept:before', 'accept:uncommitted'],
  ['accept:committed', 'accept:answering'],
] as const satisfies CrashPoint[][];
const apiEndings = endingsAtAll(pointsOf('api', 'settles'));

describe('while an API takes a claim in', () => {
  beforeAll(async () => {
    await api.stop();
    api = await platform.startApi(apiSettings, gate);
  });

  describe.each(apiEndings.flatMap((how) => apiRounds.map((points) => ({ how, points }))))(
    '$how: $points',
    ({ how, points }) => {
      const sent: { claim: CrashClaim; first: Promise<{ text: string } | null> }[] = [];
      beforeAll(async () => {
        for (const claim of await payForClaims(platform, points)) {
          gate.hold([{ point: claim.point, subjects: [workflowIdOfClaim(claim)] }]);
          sent.push({ claim, first: sendClaim(api.url, claim).catch(() => null) });
          await gate.reached();
        }
        const claims = sent.map(({ claim }) => ({
          point: claim.point,
          workflowId: workflowIdOfClaim(claim),
        }));
        await end(how, claims);
      }, 120_000);

      test.each<CrashPoint>(points)(
        `%s: ${how}`,
        async (point) => {
          const { claim, first } = sent.find((one) => one.claim.point === point) ?? {};
          if (claim === undefined) throw new Error(`Expected a claim at ${point}`);
          const answered = await first;
          const again = await sendClaim(api.url, claim);
          expect(again.status, again.text).toBe(202);
          if (answered != null) expect(again.text).toBe(answered.text);
          const accepted = await findClaim(platform, claim);
          all.push(accepted);
          await untilEnded(platform, [accepted]);
          await expectEffectsOnce(platform, [accepted]);
          table.passed(point, how);
        },
        120_000,
      );
    },
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
