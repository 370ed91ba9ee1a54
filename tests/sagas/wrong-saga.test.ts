/**
 * Goal: an intent is carried out by the saga of its own kind alone: a run of another one, as an operator may start it by hand
 * with the wrong type, changes nothing. Method: claims that wait, are sent, are settled, and intents of every other
 * kind, opened with every kind that is not theirs; all tables that the sagas write are compared.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { allIntentKinds, sagas } from '../../domain/sagas/registry.ts';
import { runSaga, type SagaContext } from '../../domain/sagas/saga-context.ts';
import { createIntent } from '../harness/samples/ledger-fixtures.ts';
import { hashNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { other, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

let world: SagaWorld;
beforeAll(async () => {
  world = await openSagaWorld();
  await world.enter(payer.address);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const unasked = () => Promise.reject(new Error('Expected nothing to be waited for'));

/** Runs an intent with the saga of a kind, as a workflow of that type does. */
async function runAs(kind: keyof typeof sagas, intentId: string): Promise<string> {
  const context: SagaContext = {
    ...{ kind, activities: world.activities, report: () => undefined, isCancellation: () => false },
    ...{ waitForDecision: unasked, waitForChain: unasked, startAfresh: async () => undefined },
    run: { intentId, runId: newId(), runFence: Date.now() + 60_000 },
    patched: () => true,
  };
  return await runSaga(context, sagas[kind]).then(
    ({ state }) => state,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

const tables = [
  'intents',
  'transitions',
  'slots',
  'attempts',
  'holds',
  'payments',
  'claims',
  'postings',
  'watches',
];

/** Everything that a saga might have changed. */
async function everything(): Promise<string> {
  const all = tables.map((name) =>
    sql.raw(
      `(select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]') from ${name} t)`,
    ),
  );
  const [row] = await queryRows(
    world.database.app,
    sql`select md5(jsonb_build_array(${sql.join(all, sql`, `)})::text) as digest`,
    z.object({ digest: z.string() }),
  );
  return row?.digest ?? '';
}

async function expectUntouched(intentId: string, own: string): Promise<void> {
  const before = await everything();
  for (const kind of allIntentKinds) {
    if (kind === own || kind === 'payout') continue;
    expect([kind, await runAs(kind, intentId)]).toEqual([kind, 'WrongSaga']);
  }
  expect(await everything()).toBe(before);
}

test('a claim that is settled, and so has been delivered, does not fail as a mint without its log', async () => {
  const { fixture } = world;
  const payment = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
  const { txHash } = await fixture.send(payer.signer, payment);
  const intentId = await world.start({ wallet: payer.address, txHash });
  expect((await world.ended(intentId)).state).toBe('SETTLED');
  await until(async () => (await world.orchestrator.runState(intentId)).status === 'none');
  await expectUntouched(intentId, 'claim');
});

test('a claim that waits for its payment mints nothing', async () => {
  await world.enter(other.address);
  const intentId = await world.start({ wallet: other.address, txHash: hashNumber(77) });
  await until(async () => (await stateOf(intentId)) === 'LOCKED');
  await world.orchestrator.close();
  await expectUntouched(intentId, 'claim');
});

async function stateOf(intentId: string): Promise<string> {
  const [row] = await queryRows(
    world.database.app,
    sql`select state from intents where id = ${intentId}::uuid`,
    z.object({ state: z.string() }),
  );
  return row?.state ?? '';
}

test.each(['register', 'claim'])('a %s that nobody has begun is left alone', async (kind) => {
  const intentId = await createIntent(world.database.app, world.programId, { kind });
  await expectUntouched(intentId, kind);
});
