import { afterAll, beforeAll, expect, test } from 'vitest';
import { unstartedIntents } from '../db/queries/intent-starts.ts';
import { intents } from '../db/schema/intents.ts';
import { newId } from '../domain/ids.ts';
import { failIntent } from '../tests/harness/actors/move-intent.ts';
import { createIntent, createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import type { IntentStart, SignalOutcome } from './orchestrator.ts';
import { signalOrStart } from './signal-or-start.ts';

let database: TestDatabase;
let programId: string;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
  programId = await createProgram(database);
});
afterAll(() => database[Symbol.asyncDispose]());

/** Signals an intent's workflow and gives what was handed to the starter. */
async function signalled(intentId: string, outcome: SignalOutcome): Promise<string[]> {
  const enqueued: IntentStart[] = [];
  const signal = signalOrStart({
    db: database.app,
    orchestrator: { signalChain: async () => outcome },
    starter: { enqueue: (start) => void enqueued.push(start) },
  });
  expect(await signal(`claim/${intentId}`)).toBe(outcome);
  return enqueued.map((start) => start.intentId);
}

test('an open intent whose signal finds no run is started at once', async () => {
  const intentId = await createIntent(database.app, programId);
  expect(await signalled(intentId, 'no-run')).toEqual([intentId]);
});

test('a signal that was delivered starts nothing', async () => {
  const intentId = await createIntent(database.app, programId);
  expect(await signalled(intentId, 'delivered')).toEqual([]);
});

test('neither a final intent nor one of a kind this version does not know is started', async () => {
  const final = await createIntent(database.app, programId);
  await failIntent(database.app, final, 'PAYMENT_NOT_FOUND');
  expect(await signalled(final, 'no-run')).toEqual([]);
  const later = newId();
  await database.app.insert(intents).values({
    id: later,
    programId,
    kind: 'unheard-of',
    wallet: `0x${'ab'.repeat(20)}`,
    idempotencyKey: later,
    workflowId: `claim/${later}`,
    input: {},
    changedBy: 'test',
    changeReason: 'accepted',
  });
  expect(await signalled(later, 'no-run')).toEqual([]);
  expect(
    (await unstartedIntents(database.app, -1000)).map((start) => start.intentId),
  ).not.toContain(later);
});
