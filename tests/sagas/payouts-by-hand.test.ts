/**
 * Goal: what people carry out leaves only with its money held and is let go of when it can not be; a bank that says
 * something else later is followed to the last unit: a payment that came back is owed again, one that was made after all
 * is booked once. Method: the batch's saga on both databases, the operations of operators called as the API calls them.
 */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callOffBatch } from '../../activities/payouts/call-off-batch.ts';
import type { AuditedActor } from '../../db/audit.ts';
import { decidePayout } from '../../db/decide-payout.ts';
import { openDecisions } from '../../db/decisions.ts';
import { importResults } from '../../db/import-results.ts';
import { unstartedIntents } from '../../db/queries/intent-starts.ts';
import { exportedPayouts } from '../../db/queries/payouts-page.ts';
import { requestReversal } from '../../db/request-reversal.ts';
import { retryFailedPayouts } from '../../db/retry-failed-payouts.ts';
import { commissions } from '../../db/schema/commissions.ts';
import { findings } from '../../db/schema/findings.ts';
import { intents } from '../../db/schema/intents.ts';
import { payoutBatches, payouts } from '../../db/schema/payouts.ts';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import type { ResultOutcome } from '../../domain/match-results.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { releaseHolds, takeHold } from '../../ledger/holds.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { differingAccounts } from '../harness/samples/commission-tree.ts';
import { createIntent } from '../harness/samples/ledger-fixtures.ts';
import {
  approvedBatch,
  beginExecution,
  earned,
  earnPayable,
  nextPeriod,
} from '../harness/samples/payout-batches.ts';
import { type Earner, enterPerson } from '../harness/samples/payout-rows.ts';
import { engines } from '../harness/worlds/databases.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

describe.each(engines)('%s', (engine) => {
  let world: SagaWorld;
  let db: SagaWorld['database']['app'];
  beforeAll(async () => {
    world = await openSagaWorld({ engine });
    db = world.database.app;
  });
  afterEach(async () => {
    expect(await differingAccounts(db)).toEqual([]);
    await expectBalancedLedger({ db });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  /** One affiliate with a commission, in a batch by ACH that is executed. */
  async function execute(earners?: readonly Earner[], period = nextPeriod()) {
    const those = earners ?? (await earnPayable(db, world.programId, 1));
    const { programId } = world;
    const batchId = await approvedBatch(db, those, { programId, period, method: 'ACH' });
    const start = await beginExecution(db, programId, batchId);
    await world.orchestrator.start({ ...start, programSlug: 'default' });
    const [payout] = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
    return { ...start, batchId, period, earners: those, payoutId: payout?.id ?? '' };
  }
  type Executed = Awaited<ReturnType<typeof execute>>;

  const payout = async (id: string) =>
    (await db.select().from(payouts).where(eq(payouts.id, id)))[0];
  const batchStatus = async ({ batchId }: Executed) =>
    (await db.select().from(payoutBatches).where(eq(payoutBatches.id, batchId)))[0]?.status;
  const stateOf = async (payoutId: string) => {
    const intentId = (await payout(payoutId))?.intentId ?? newId();
    return (await db.select().from(intents).where(eq(intents.id, intentId)))[0]?.state;
  };
  const inFile = async ({ batchId }: Executed) =>
    (await exportedPayouts(db, batchId, { status: 'PROCESSING', method: null })).map(
      ({ id }) => id,
    );
  const held = async () =>
    (await balanceOf(db, programAccount(world.programId, 'treasury'), 'USDC')).held;
  const owed = async ({ earners: [earner] }: Executed) =>
    (await balanceOf(db, affiliateAccount(earner?.affiliateId ?? ''), 'USDC')).posted;
  const commissionOf = async ({ earners: [earner] }: Executed) =>
    (
      await db
        .select()
        .from(commissions)
        .where(eq(commissions.affiliateId, earner?.affiliateId ?? ''))
    ).map(({ status }) => status);
  const acting = async () => {
    const operatorId = await enterPerson(db);
    const actor: AuditedActor = { actor: `operator:${operatorId}`, keyId: null, requestId: null };
    return { operatorId, actor };
  };

  /** What the bank says, taken in by the run where that is still there. */
  async function say({ batchId, workflowId }: Executed, payoutId: string, outcome: ResultOutcome) {
    const row = { payoutId, outcome, amount: earned, asset: 'USDC', detail: null };
    const rows = [{ ...row, bankReference: `bank-${outcome}` }];
    const by = await acting();
    const matches = await db.transaction((tx) => importResults(tx, { batchId, ...by, rows }));
    await world.orchestrator.signalChain(workflowId);
    return matches[0];
  }
  const submitted = async ({ payoutId }: Executed) =>
    await expect.poll(() => stateOf(payoutId), { timeout: 10_000 }).toBe('SUBMITTED');
  const decideTwice = async ({ batchId, payoutId }: Executed, outcome: 'PAID' | 'FAILED') => {
    for (const by of [await acting(), await acting()])
      await db.transaction((tx) =>
        decidePayout(tx, { payoutId, batchId, outcome, reason: 'asked', ...by }),
      );
  };
  /** Two people say that it came back, and it is reversed. */
  const reverse = async (id: string) => {
    const intentId = (await payout(id))?.intentId ?? '';
    for (const by of [await acting(), await acting()])
      await db.transaction((tx) => requestReversal(tx, { intentId, reason: 'back', ...by }));
    for (const start of await unstartedIntents(db, -60_000)) await world.orchestrator.start(start);
    await expect.poll(async () => (await payout(id))?.status, { timeout: 10_000 }).toBe('REVERSED');
  };
  const intentOf = async (id: string) =>
    (await db.select().from(intents).where(eq(intents.id, id)))[0];
  const findingsOf = async ({ payoutId }: Executed) =>
    (
      await db
        .select()
        .from(findings)
        .where(eq(findings.subject, `payout:${payoutId}`))
    ).map(({ closedAt }) => closedAt === null);

  test('a short treasury puts nothing in a file, takes no result, and the batch is let go; filled up, it is paid', async () => {
    const earners = await earnPayable(db, world.programId, 1);
    const account = programAccount(world.programId, 'treasury');
    const { posted } = await balanceOf(db, account, 'USDC');
    const blocker = await createIntent(db, world.programId);
    const hold = { programId: world.programId, intentId: blocker, account, asset: 'USDC' };
    await takeHold(db, { ...hold, amount: posted - (await held()) - 1n });
    const short = await execute(earners);
    expect(await world.ended(short.intentId)).toMatchObject({ parked: true });
    expect(await stateOf(short.payoutId)).toBe('LOCKED');
    expect(await inFile(short)).toEqual([]);
    expect(await say(short, short.payoutId, 'PAID')).toBe('not_awaited');
    const letGo = { batchId: short.batchId, ...(await acting()), reason: null };
    const refused = await db.transaction((tx) => callOffBatch(tx, letGo));
    expect(refused).toBeNull();
    expect(await batchStatus(short)).toBe('CANCELLED');
    const carrying = (await payout(short.payoutId))?.intentId ?? '';
    const [called] = await db.select().from(intents).where(eq(intents.id, carrying));
    expect(called).toMatchObject({ state: 'FAILED', failureCode: 'BATCH_CALLED_OFF' });
    const page = { redeliverAfterMs: 0, afterId: null, rowsMax: 10 };
    for (const { workflowId, decision } of await openDecisions(db, page))
      await world.orchestrator.decide(workflowId, decision.id, decision);
    await expect
      .poll(async () => (await world.ended(short.intentId)).state, { timeout: 10_000 })
      .toBe('SETTLED');
    expect(await commissionOf(short)).toEqual(['PAYABLE']);
    await releaseHolds(db, [blocker]);
    const again = await execute(earners, short.period);
    await submitted(again);
    expect(await inFile(again)).toEqual([again.payoutId]);
    expect(await say(again, again.payoutId, 'PAID')).toBe('matched');
    expect(await inFile(again)).toEqual([]);
    await world.ended(again.intentId);
    expect(await batchStatus(again)).toBe('COMPLETED');
    expect([await owed(again), await held()]).toEqual([0n, 0n]);
  });

  test('a payment that came back is owed again once two people say so, and the next batch pays it', async () => {
    const executed = await execute();
    const { payoutId } = executed;
    await submitted(executed);
    await say(executed, payoutId, 'PAID');
    await world.ended(executed.intentId);
    expect(await owed(executed)).toBe(0n);
    const intentId = (await payout(payoutId))?.intentId ?? '';
    const wish = async () => {
      const by = await acting();
      return await db.transaction((tx) => requestReversal(tx, { intentId, reason: 'back', ...by }));
    };
    expect((await wish())?.code).toBe('NOT_REVERSIBLE');
    expect(await say(executed, payoutId, 'FAILED')).toBe('conflict');
    expect(await findingsOf(executed)).toEqual([true]);
    expect([await wish(), await owed(executed)]).toEqual([null, 0n]);
    expect(await wish()).toBeNull();
    for (const start of await unstartedIntents(db, -60_000)) await world.orchestrator.start(start);
    await expect
      .poll(async () => (await payout(payoutId))?.status, { timeout: 10_000 })
      .toBe('REVERSED');
    expect([await owed(executed), await commissionOf(executed)]).toEqual([earned, ['PAYABLE']]);
    expect(await findingsOf(executed)).toEqual([false]);
    expect((await wish())?.code).toBe('NOT_REVERSIBLE');
    const again = await execute(executed.earners);
    await submitted(again);
    await say(again, again.payoutId, 'PAID');
    await world.ended(again.intentId);
    expect([await owed(again), await commissionOf(again)]).toEqual([0n, ['PAID']]);
  });

  test('a payment that was made after all is booked once, and made no second time', async () => {
    const executed = await execute();
    const { payoutId, batchId } = executed;
    await submitted(executed);
    await say(executed, payoutId, 'FAILED');
    await world.ended(executed.intentId);
    expect([await batchStatus(executed), await owed(executed)]).toEqual([
      'PARTIALLY_FAILED',
      earned,
    ]);
    expect(await say(executed, payoutId, 'PAID')).toBe('conflict');
    await decideTwice(executed, 'PAID');
    expect(await findingsOf(executed)).toEqual([true]);
    const [id, workflowId] = [newId(), `payout_batch/default/test/${newId()}`];
    const wallet = `0x${'00'.repeat(20)}` as const;
    const intent = {
      id,
      kind: 'payout_batch',
      wallet,
      workflowId,
      traceparent: null,
      requestId: 'test',
    } as const;
    const by = await acting();
    const begun = await db.transaction((tx) =>
      retryFailedPayouts(tx, { batchId, intent, key: id, ...by }),
    );
    expect(begun).toEqual({ begun: true });
    const start = { intentId: id, workflowId, kind: 'payout_batch', traceparent: null } as const;
    await world.orchestrator.start({ ...start, programSlug: 'default' });
    await world.ended(id);
    const rows = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
    const booked = rows.find(({ retriesId }) => retriesId === payoutId);
    expect(booked).toMatchObject({ status: 'PAID', bankReference: 'bank-PAID', amount: earned });
    expect([await batchStatus(executed), await owed(executed)]).toEqual(['COMPLETED', 0n]);
    expect([await commissionOf(executed), await held()]).toEqual([['PAID'], 0n]);
    expect(await findingsOf(executed)).toEqual([false]);
    // And comes back: the words are of the payout that failed, what is undone is what was booked.
    expect(await say(executed, payoutId, 'FAILED')).toBe('already');
    await reverse(booked?.id ?? '');
    expect([await owed(executed), await commissionOf(executed)]).toEqual([earned, ['PAYABLE']]);
    expect(await findingsOf(executed)).toEqual([false, false]);
    const again = await execute(executed.earners);
    await submitted(again);
    await say(again, again.payoutId, 'PAID');
    await world.ended(again.intentId);
    expect([await owed(again), await commissionOf(again)]).toEqual([0n, ['PAID']]);
  });

  test('a reversal whose payment was not returned after all changes nothing', async () => {
    const executed = await execute();
    const { payoutId } = executed;
    await submitted(executed);
    await say(executed, payoutId, 'PAID');
    await world.ended(executed.intentId);
    await say(executed, payoutId, 'FAILED');
    const intentId = (await payout(payoutId))?.intentId ?? '';
    for (const by of [await acting(), await acting()])
      await db.transaction((tx) => requestReversal(tx, { intentId, reason: 'back', ...by }));
    await say(executed, payoutId, 'PAID');
    const [reversal] = await db
      .select()
      .from(intents)
      .where(eq(intents.reversesIntentId, intentId));
    const starts = await unstartedIntents(db, -60_000);
    const start = starts.find((one) => one.intentId === reversal?.id);
    if (start === undefined) throw new Error('Expected a reversal');
    await world.orchestrator.start(start);
    expect(await world.ended(start.intentId)).toMatchObject({
      ...{ state: 'FAILED', failureCode: 'SETTLEMENT_RESTORED' },
    });
    expect([await owed(executed), await commissionOf(executed)]).toEqual([0n, ['PAID']]);
    await decideTwice(executed, 'PAID');
    expect(await findingsOf(executed)).toEqual([false]);
  });

  test('what waits to be made again is not made while a bank says that it was', async () => {
    const executed = await execute();
    const { payoutId } = executed;
    await submitted(executed);
    await say(executed, payoutId, 'FAILED');
    await world.ended(executed.intentId);
    // Another batch has the same commissions, and can not be paid: its treasury is short.
    const account = programAccount(world.programId, 'treasury');
    const { posted } = await balanceOf(db, account, 'USDC');
    const blocker = await createIntent(db, world.programId);
    const hold = { programId: world.programId, intentId: blocker, account, asset: 'USDC' };
    await takeHold(db, { ...hold, amount: posted - (await held()) - 1n });
    const other = await execute(executed.earners);
    expect(await world.ended(other.intentId)).toMatchObject({ parked: true });
    expect(await say(executed, payoutId, 'PAID')).toBe('conflict');
    await releaseHolds(db, [blocker]);
    const parked = await world.ended(other.intentId);
    const retry = { type: 'retry', operator: 'test', reason: 'filled up' } as const;
    await world.orchestrator.decide(parked.workflowId, newId(), retry);
    await expect
      .poll(async () => (await intentOf(other.intentId))?.parked, { timeout: 10_000 })
      .toBe(false);
    const { runId, runFence } = (await intentOf(other.intentId)) ?? { runId: null, runFence: 0 };
    const run = { intentId: other.intentId, runId: runId ?? '', runFence };
    expect(await world.activities.submitPayouts({ run, after: null })).toMatchObject({ moved: 0 });
    expect(await stateOf(other.payoutId)).toBe('LOCKED');
    await decideTwice(executed, 'FAILED');
    await world.orchestrator.signalChain(other.workflowId);
    await submitted(other);
    // Made again, it is not in a file any more as soon as the bank is back on its first word.
    expect(await inFile(other)).toEqual([other.payoutId]);
    expect(await say(executed, payoutId, 'PAID')).toBe('conflict');
    expect(await inFile(other)).toEqual([]);
    await decideTwice(executed, 'FAILED');
    expect(await inFile(other)).toEqual([other.payoutId]);
    await say(other, other.payoutId, 'PAID');
    await world.ended(other.intentId);
    expect([await owed(other), await commissionOf(other)]).toEqual([0n, ['PAID']]);
  });
});
