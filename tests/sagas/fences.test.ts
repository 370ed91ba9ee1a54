/**
 * Goal: once a newer run has taken over, an older one writes nothing, whatever it was about to do, and can not take the
 * fence back; the newer one ends the intent once. Method: before every activity of a saga another run takes over; the
 * older one then tries that activity, and every other that could do harm, and what is stored is compared.
 */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { RunFenced } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { RunRef, SagaActivities } from '../../domain/sagas/saga-activities.ts';
import { hashNumber } from '../harness/samples/writes.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const decision = { type: 'abandon', operator: 'test', reason: 'an old run tries' } as const;

/** The activities that could do harm at any time, as an older run would ask for them. */
const harmful: Readonly<Record<string, (to: SagaActivities, run: RunRef) => Promise<unknown>>> = {
  openRun: (to, run) => to.openRun(run),
  broadcastTransaction: (to, run) => to.broadcastTransaction(run),
  cancelTransaction: (to, run) => to.cancelTransaction(run),
  reverseIntent: (to, run) => to.reverseIntent(run),
  settleIntent: (to, run) => to.settleIntent({ run, postings: [], identityTokenId: null }),
  failIntent: (to, run) => to.failIntent({ run, code: 'PAYMENT_MISMATCH', detail: 'an old run' }),
  parkIntent: (to, run) => to.parkIntent({ run, reason: 'an old run' }),
  resumeIntent: (to, run) => to.resumeIntent({ run, decision }),
};

/** All that an intent has brought about. */
async function stored(db: Database, intentId: string): Promise<unknown> {
  const id = sql`${intentId}::uuid`;
  const [row] = await queryRows(
    db,
    sql`select i.state, i.version, i.parked, i.run_id, i.run_fence::text as fence, i.failure_code,
        (select count(*)::int from transitions where intent_id = i.id) as transitions,
        (select count(*)::int from payments where intent_id = i.id) as payments,
        (select count(*)::int from claims where intent_id = i.id) as claims,
        (select count(*)::int from slots where intent_id = i.id) as slots,
        (select count(*)::int from attempts a join slots s on s.id = a.slot_id where s.intent_id = i.id) as attempts,
        (select count(*)::int from holds where intent_id = i.id) as holds,
        (select count(*)::int from ledger_transactions where intent_id = i.id) as booked,
        (select count(*)::int from settlements where intent_id = i.id) as settlements
      from intents i where i.id = ${id}`,
    z.record(z.string(), z.unknown()),
  );
  return row;
}

/** What older runs tried in vain, by activity and how often. */
type Tried = Map<string, number>;

/** Activities that another run takes over before each of them. */
function alwaysSucceeded(real: SagaActivities, db: Database, tried: Tried): SagaActivities {
  const newest = new Map<string, RunRef>();

  async function expectFenced(name: string, run: RunRef, attempt: () => Promise<unknown>) {
    const before = await stored(db, run.intentId);
    await expect(attempt(), name).rejects.toBeInstanceOf(RunFenced);
    expect(await stored(db, run.intentId), name).toEqual(before);
    tried.set(name, (tried.get(name) ?? 0) + 1);
  }

  /** The run that takes over from `asked`, or from whichever took over last. */
  async function takeOver(asked: RunRef): Promise<{ readonly old: RunRef; readonly run: RunRef }> {
    const old = newest.get(asked.intentId) ?? asked;
    const run = { ...old, runId: newId(), runFence: old.runFence + 1 };
    await real.openRun(run);
    newest.set(run.intentId, run);
    return { old, run };
  }

  async function succeeded<T>(
    name: string,
    asked: RunRef,
    act: (run: RunRef) => Promise<T>,
  ): Promise<T> {
    const { old, run } = await takeOver(asked);
    await expectFenced(name, old, () => act(old));
    for (const [other, attempt] of Object.entries(harmful))
      await expectFenced(other, old, () => attempt(real, old));
    return await act(run);
  }

  const by =
    <Request extends { readonly run: RunRef }, T>(
      name: string,
      act: (request: Request) => Promise<T>,
    ) =>
    (request: Request) =>
      succeeded(name, request.run, (run) => act({ ...request, run }));
  return {
    openRun: (run) => real.openRun(newest.get(run.intentId) ?? run),
    verifyPayment: by('verifyPayment', real.verifyPayment),
    submitTransaction: by('submitTransaction', real.submitTransaction),
    broadcastTransaction: (run) =>
      succeeded('broadcastTransaction', run, real.broadcastTransaction),
    confirmTransaction: by('confirmTransaction', real.confirmTransaction),
    cancelTransaction: (run) => succeeded('cancelTransaction', run, real.cancelTransaction),
    settleIntent: by('settleIntent', real.settleIntent),
    reverseIntent: (run) => succeeded('reverseIntent', run, real.reverseIntent),
    openPayouts: by('openPayouts', real.openPayouts),
    submitPayouts: by('submitPayouts', real.submitPayouts),
    sendPayouts: by('sendPayouts', real.sendPayouts),
    askPayouts: by('askPayouts', real.askPayouts),
    settlePayouts: by('settlePayouts', real.settlePayouts),
    finishPayouts: (run) => succeeded('finishPayouts', run, real.finishPayouts),
    failIntent: by('failIntent', real.failIntent),
    parkIntent: by('parkIntent', real.parkIntent),
    resumeIntent: by('resumeIntent', real.resumeIntent),
  };
}

async function openWorld(tried: Tried): Promise<SagaWorld> {
  const world = await openSagaWorld({
    paymentWaitMs: 0,
    aroundActivities: (real, db) => alwaysSucceeded(real, db, tried),
  });
  await world.enter(payer.address);
  return world;
}

test('a claim settles once although every step of it is also tried by a run that was succeeded', async () => {
  const tried: Tried = new Map();
  await using world = await openWorld(tried);
  const { fixture } = world;
  const call = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
  const { txHash } = await fixture.send(payer.signer, call);
  const intentId = await world.start({ wallet: payer.address, txHash });
  const ended = await world.ended(intentId);
  expect(ended.state).toBe('SETTLED');
  // All answers of its end were lost: the run has nothing left to wait for.
  const run = { intentId, runId: ended.runId ?? '', runFence: ended.runFence };
  const parking = world.activities.parkIntent({ run, reason: 'no answer' });
  await expect(parking).rejects.toBeInstanceOf(RunFenced);
  expect(await stored(world.database.app, intentId)).toMatchObject({
    ...{ payments: 1, claims: 1, slots: 1, attempts: 1, holds: 1, settlements: 1 },
  });
  for (const name of [
    ...['verifyPayment', 'submitTransaction', 'broadcastTransaction', 'confirmTransaction'],
    ...['settleIntent', 'openRun', 'failIntent', 'parkIntent', 'resumeIntent', 'cancelTransaction'],
  ])
    expect({ name, tried: tried.get(name) ?? 0 }).not.toEqual({ name, tried: 0 });
});

test('a registration settles once, and a claim that was not paid fails once', async () => {
  const tried: Tried = new Map();
  await using world = await openWorld(tried);
  const registration = await world.register(`0x${'5e'.repeat(20)}`);
  expect((await world.ended(registration)).state).toBe('SETTLED');
  expect(await stored(world.database.app, registration)).toMatchObject({
    ...{ slots: 1, attempts: 1, settlements: 1 },
  });
  const unpaid = await world.start({ wallet: payer.address, txHash: hashNumber(1) });
  expect((await world.ended(unpaid)).failureCode).toBe('PAYMENT_NOT_FOUND');
  expect(await stored(world.database.app, unpaid)).toMatchObject({
    ...{ payments: 0, slots: 0, holds: 0, settlements: 0 },
  });
});
