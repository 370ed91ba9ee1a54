/**
 * Goal: what an operator decides about a parked claim is carried out once, is about the parking that was seen, and
 * survives restarts. Method: real contracts on the in-process chain, real rows on PGlite, the in-process driver.
 */
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { accept } from '../../db/accept.ts';
import { intents, payments } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import type { Decision } from '../../domain/sagas/saga-activities.ts';
import { createDecisionRelay, type DecisionRelay } from '../../platform/decision-relay.ts';
import {
  createInProcessOrchestrator,
  type InProcessOrchestrator,
} from '../../platform/in-process-orchestrator.ts';
import { createLogger } from '../../platform/logger.ts';
import { decisionsOf, parkByHand, unparkByHand } from '../harness/actors/decisions.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
const logger = createLogger({ level: 'silent', name: 'test' });
let away = true;
let world: SagaWorld;
let relay: DecisionRelay | undefined;
let restarted: InProcessOrchestrator | undefined;

afterEach(async () => {
  await relay?.close();
  await restarted?.close();
  await world[Symbol.asyncDispose]();
  relay = undefined;
  restarted = undefined;
});

/** A paid claim that parks because the node does not answer. */
async function parkedClaim(): Promise<typeof intents.$inferSelect> {
  away = true;
  world = await openSagaWorld({
    aroundChain: (chain) => ({
      ...chain,
      estimate: (from, call) =>
        away ? Promise.reject(new Error('the node is away')) : chain.estimate(from, call),
    }),
  });
  await world.enter(payer.address);
  const { fixture } = world;
  const call = transfer(fixture.tokens.usdc, fixture.minter.address, fee);
  const { txHash } = await fixture.send(payer.signer, call);
  const parked = await world.ended(await world.start({ wallet: payer.address, txHash }));
  expect(parked).toMatchObject({ parked: true, state: 'LOCKED' });
  return parked;
}

/** Writes a decision as the API does; gives what the relay would deliver. */
async function decide(
  intentId: string,
  type: Decision['type'],
): Promise<Decision & { readonly id: string }> {
  const decision = { id: newId(), type, operator: 'operator:test', reason: 'the test says so' };
  const [outcome] = await accept(world.database.app, [
    {
      scope: 'default/operator%3Atest/dlq',
      key: newId(),
      requestHash: decision.id,
      operation: `dlq.${type}`,
      programId: world.programId,
      effect: {
        type: 'decision',
        keyId: newId(),
        decisionId: decision.id,
        intentId,
        decision: type,
        operator: decision.operator,
        reason: decision.reason,
        requestId: newId(),
      },
      answer: () => ({ status: 202, headers: {}, body: '' }),
    },
  ]);
  expect(outcome?.status).toBe('accepted');
  return decision;
}

function relayTo(orchestrator: InProcessOrchestrator): void {
  relay = createDecisionRelay({
    db: world.database.app,
    orchestrator,
    logger,
    relayIntervalMs: 20,
  });
}

async function rowOf(intentId: string) {
  const [row] = await world.database.app.select().from(intents).where(eq(intents.id, intentId));
  if (row === undefined) throw new Error(`Expected intent ${intentId}`);
  return row;
}

/** The run that the intent's row names, as an activity is given it. */
async function runOf(intentId: string) {
  const { runId, runFence } = await rowOf(intentId);
  return { intentId, runId: runId ?? '', runFence };
}

async function outcomeOf(intentId: string) {
  const [decision] = await decisionsOf(world.database.app, intentId);
  return { outcome: decision?.outcome, detail: decision?.outcomeDetail };
}

test('retry is relayed, carried out and noted, and the claim settles', async () => {
  const { id } = await parkedClaim();
  away = false;
  await decide(id, 'retry');
  relayTo(world.orchestrator);
  await expect.poll(async () => (await rowOf(id)).state, { timeout: 10_000 }).toBe('SETTLED');
  expect(await outcomeOf(id)).toEqual({ outcome: 'resumed', detail: 'Resumed from LOCKED.' });
});

test('abandon fails the claim, and its outcome says that the payment stays in suspense', async () => {
  const { id } = await parkedClaim();
  await decide(id, 'abandon');
  relayTo(world.orchestrator);
  await expect.poll(async () => (await rowOf(id)).state, { timeout: 10_000 }).toBe('FAILED');
  const { outcome, detail } = await outcomeOf(id);
  expect(outcome).toBe('abandoned');
  expect(detail).toMatch(/100000000 minor units of USDC\) stays in suspense/);
  const [payment] = await world.database.app
    .select()
    .from(payments)
    .where(eq(payments.intentId, id));
  expect(payment?.status).toBe('SUSPENSE');
});

test('after a restart the claim is still parked, for the same reason, and the decision gets through', async () => {
  const { id, parkedReason, version } = await parkedClaim();
  await world.orchestrator.close();
  await decide(id, 'retry');
  away = false;
  restarted = createInProcessOrchestrator({ activities: world.activities, logger });
  await restarted.resume(world.database.app);
  await expect.poll(async () => (await rowOf(id)).runId !== null).toBe(true);
  expect(await rowOf(id)).toMatchObject({ parked: true, parkedReason, version });
  relayTo(restarted);
  // The watcher of this world signals the first driver, so this one is seen to go on, not to settle.
  await expect.poll(async () => (await rowOf(id)).state, { timeout: 10_000 }).toBe('SUBMITTED');
  expect((await outcomeOf(id)).outcome).toBe('resumed');
});

test('a driver takes decisions only for a run that is parked', async () => {
  const { id, workflowId } = await parkedClaim();
  const decision = await decide(id, 'retry');
  const { orchestrator } = world;
  expect(await orchestrator.decide('register/nobody', decision.id, decision)).toBe('no-run');
  expect(await orchestrator.decide(workflowId, decision.id, decision)).toBe('taken');
  await expect.poll(async () => (await outcomeOf(id)).outcome).toBe('resumed');
  expect(await orchestrator.decide(workflowId, decision.id, decision)).toBe('taken');
  expect(await orchestrator.decide(workflowId, newId(), decision)).toBe('not-parked');
});

test('a decision that was carried out changes nothing when it comes again', async () => {
  const { id } = await parkedClaim();
  await world.orchestrator.close();
  const decision = await decide(id, 'retry');
  const run = await runOf(id);
  expect(await world.activities.resumeIntent({ run, decision })).toEqual({ status: 'resumed' });
  const resumed = await rowOf(id);
  await parkByHand(world.database.app, id, 'something else');
  // The answer was lost, and the activity is tried again: the new parking is not what was decided about.
  expect(await world.activities.resumeIntent({ run, decision })).toEqual({ status: 'resumed' });
  expect(await rowOf(id)).toMatchObject({ parked: true, version: resumed.version + 1 });
});

test('a decision about an earlier parking is moot', async () => {
  const { id } = await parkedClaim();
  await world.orchestrator.close();
  const decision = await decide(id, 'abandon');
  await unparkByHand(world.database.app, id);
  await parkByHand(world.database.app, id, 'something else');
  const run = await runOf(id);
  const outcome = await world.activities.resumeIntent({ run, decision });
  expect(outcome.status).toBe('refused');
  expect((await outcomeOf(id)).outcome).toBe('moot');
  expect(await rowOf(id)).toMatchObject({ parked: true, state: 'LOCKED' });
});

test('addresses do not get into the reason a claim is parked with', async () => {
  const { id } = await parkedClaim();
  await world.orchestrator.close();
  await unparkByHand(world.database.app, id);
  const reason = 'ChainUnavailable: POST https://node.example/v2/secret-key failed';
  await world.activities.parkIntent({ run: await runOf(id), reason });
  expect((await rowOf(id)).parkedReason).toBe('ChainUnavailable: POST (address) failed');
});
