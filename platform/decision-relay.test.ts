// Goal: a decision reaches its run, is carried out once, and holds nobody up, whoever is away. Method: the real
// rows on PGlite, and an orchestrator that answers what the test says.
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accept } from '../db/accept.ts';
import { endDecision, markDelivered } from '../db/decisions.ts';
import { decisions, intents } from '../db/schema/intents.ts';
import { newId } from '../domain/ids.ts';
import type { Decision } from '../domain/sagas/saga-activities.ts';
import { decisionsOf, parkByHand, unparkByHand } from '../tests/harness/actors/decisions.ts';
import { openTestProgram, registerItem, walletNumber } from '../tests/harness/samples/writes.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { createDecisionRelay, type DecisionRelay } from './decision-relay.ts';
import { createLogger } from './logger.ts';
import type { DecisionDelivery } from './orchestrator.ts';

let database: TestDatabase;
let programId: string;
let relay: DecisionRelay | undefined;
let wallets = 0;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
  programId = await database.asOwner((owner) => openTestProgram(owner));
});
afterEach(() => relay?.close());
afterAll(() => database[Symbol.asyncDispose]());

/** A parked intent and a decision about it, as the API leaves them. */
async function decided(): Promise<{ intentId: string; decisionId: string; workflowId: string }> {
  wallets += 1;
  const item = registerItem({ programId, wallet: walletNumber(wallets), key: `key-${wallets}` });
  await accept(database.app, [item]);
  if (item.effect.type !== 'register') throw new Error('Expected a registration');
  const { id: intentId, workflowId } = item.effect.intent;
  await parkByHand(database.app, intentId);
  const [row] = await database.app.select().from(intents).where(eq(intents.id, intentId));
  const decisionId = newId();
  await database.app.insert(decisions).values({
    id: decisionId,
    programId,
    intentId,
    type: 'retry',
    operator: 'operator:test',
    reason: 'mended',
    intentVersion: row?.version ?? -1,
  });
  return { intentId, decisionId, workflowId };
}

interface Delivery {
  readonly workflowId: string;
  readonly decisionId: string;
  readonly decision: Decision;
}

/** Starts a relay; `answer` is what the orchestrator says to each delivery. */
function relaying(
  answer: (delivery: Delivery) => DecisionDelivery | Promise<DecisionDelivery>,
  redeliverAfterMs?: number,
): Delivery[] {
  const deliveries: Delivery[] = [];
  relay = createDecisionRelay({
    db: database.app,
    orchestrator: {
      decide: async (workflowId, decisionId, decision) => {
        const delivery = { workflowId, decisionId, decision };
        deliveries.push(delivery);
        return await answer(delivery);
      },
    },
    logger: createLogger({ level: 'silent', name: 'test' }),
    relayIntervalMs: 10,
    ...(redeliverAfterMs === undefined ? {} : { redeliverAfterMs }),
  });
  return deliveries;
}

async function outcomeOf(intentId: string) {
  const [row] = await decisionsOf(database.app, intentId);
  return row?.outcome;
}

/** Waits until a relay that is at work has gone round a few times more. */
async function rounds(deliveries: readonly unknown[]): Promise<void> {
  const seen = deliveries.length;
  await expect.poll(() => deliveries.length).toBeGreaterThan(seen + 2);
}

test('a decision is delivered under its own id, and noted once a run has taken it', async () => {
  const { intentId, decisionId, workflowId } = await decided();
  const deliveries = relaying(() => 'taken');
  await expect
    .poll(async () => (await decisionsOf(database.app, intentId))[0]?.deliveredAt)
    .toBeInstanceOf(Date);
  expect(deliveries).toEqual([
    {
      workflowId,
      decisionId,
      decision: { id: decisionId, type: 'retry', operator: 'operator:test', reason: 'mended' },
    },
  ]);
  await endDecision(database.app, decisionId, { outcome: 'resumed', detail: 'done' });
});

test.each(['not-parked', 'no-run', 'unanswered'] as const)(
  'a delivery that ends as %s is tried again while the intent is parked',
  async (answer) => {
    const { intentId, decisionId } = await decided();
    const deliveries = relaying(() => answer);
    await rounds(deliveries);
    expect(new Set(deliveries.map((delivery) => delivery.decisionId))).toEqual(
      new Set([decisionId]),
    );
    expect(await decisionsOf(database.app, intentId)).toMatchObject([
      { outcome: null, deliveredAt: null },
    ]);
    await endDecision(database.app, decisionId, { outcome: 'refused', detail: 'done' });
  },
);

test('an intent that has moved on, or was parked anew, leaves its decision moot', async () => {
  const [gone, anew] = [await decided(), await decided()];
  await unparkByHand(database.app, gone.intentId);
  await unparkByHand(database.app, anew.intentId);
  await parkByHand(database.app, anew.intentId, 'something else');
  const deliveries = relaying(() => 'taken');
  await expect.poll(() => outcomeOf(gone.intentId)).toBe('moot');
  await expect.poll(() => outcomeOf(anew.intentId)).toBe('moot');
  expect(deliveries).toEqual([]);
});

test('one that was taken and not carried out is delivered again after a while, not before', async () => {
  const { decisionId } = await decided();
  await markDelivered(database.app, decisionId);
  const early = relaying(() => 'taken', 3_600_000);
  const other = await decided();
  await expect.poll(() => early.map((delivery) => delivery.decisionId)).toEqual([other.decisionId]);
  await relay?.close();
  const late = relaying(() => 'taken', 0);
  await expect.poll(() => late.map((delivery) => delivery.decisionId)).toContain(decisionId);
  for (const id of [decisionId, other.decisionId])
    await endDecision(database.app, id, { outcome: 'resumed', detail: 'done' });
});

test('one that can not be delivered does not hold up the others, nor the closing', async () => {
  const [stuck, fine] = [await decided(), await decided()];
  const deliveries = relaying(({ decisionId }) => {
    if (decisionId === stuck.decisionId) throw new Error('Temporal is away');
    return 'taken';
  });
  await expect
    .poll(async () => (await decisionsOf(database.app, fine.intentId))[0]?.deliveredAt)
    .toBeInstanceOf(Date);
  await relay?.close();
  const closed = deliveries.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(deliveries.length).toBe(closed);
  expect(await outcomeOf(stuck.intentId)).toBeNull();
});
