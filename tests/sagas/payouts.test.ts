/**
 * Goal: every payout of an executed batch reaches its affiliate once, whatever the rail, and the books, the chain and the
 * commissions agree. Method: affiliates with payable commissions, batches through the database's guards, the batch's
 * saga on an in-process chain that mines by the clock, on both databases; exact integers.
 */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chunkSize } from '../../activities/payouts/payout-chunk.ts';
import { intents } from '../../db/schema/intents.ts';
import { payoutBatches, payoutResults, payouts } from '../../db/schema/payouts.ts';
import { newId } from '../../domain/ids.ts';
import { inDepth } from '../harness/depth.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { differingAccounts } from '../harness/samples/commission-tree.ts';
import {
  approvedBatch,
  beginExecution,
  earnPayable,
  expectPaidOnce,
  nextPeriod,
  paidFee,
} from '../harness/samples/payout-batches.ts';
import type { Earner } from '../harness/samples/payout-rows.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { engines } from '../harness/worlds/databases.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const moreThanOneChunk = inDepth(chunkSize + 1, 120);

describe.each(engines)('%s', (engine) => {
  let world: SagaWorld;

  beforeAll(async () => {
    world = await openSagaWorld({ engine, keeper: { pollMs: 30 } });
    world.openKeeper();
  });
  afterEach(async () => {
    expect(await differingAccounts(world.database.app)).toEqual([]);
    await expectBalancedLedger({ db: world.database.app });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  async function execute(
    earners: readonly Earner[],
    method: 'ONCHAIN_USDC' | 'ACH' = 'ONCHAIN_USDC',
  ) {
    const { database, programId, orchestrator } = world;
    const batchId = await approvedBatch(database.app, earners, {
      programId,
      period: nextPeriod(),
      method,
    });
    const start = await beginExecution(database.app, programId, batchId);
    await orchestrator.start({ ...start, programSlug: 'default' });
    return { batchId, intentId: start.intentId };
  }

  const batch = async (batchId: string) =>
    (await world.database.app.select().from(payoutBatches).where(eq(payoutBatches.id, batchId)))[0];
  const payoutsOf = (batchId: string) =>
    world.database.app.select().from(payouts).where(eq(payouts.batchId, batchId));

  test('the wallet is short of tokens, so it waits; filled up, more payouts than one chunk takes are each paid once', async () => {
    const earners = await earnPayable(world.database.app, world.programId, moreThanOneChunk);
    const { batchId, intentId } = await execute(earners);
    const parked = await world.ended(intentId);
    expect(parked).toMatchObject({ state: 'SUBMITTED', parked: true });
    expect(parked.parkedReason).toContain('fill it up');
    const { fixture } = world;
    const fees = transfer(fixture.tokens.usdc, fixture.minter.address, 1000n * paidFee);
    await fixture.send(payer.signer, fees);
    const retry = { type: 'retry', operator: 'test', reason: 'filled up' } as const;
    await world.orchestrator.decide(parked.workflowId, newId(), retry);
    await expect
      .poll(async () => (await batch(batchId))?.status, { timeout: 30_000 })
      .toBe('COMPLETED');
    expect(await world.ended(intentId)).toMatchObject({ state: 'SETTLED', parked: false });
    await expectPaidOnce(world, earners);
    const children = await world.database.app
      .select()
      .from(intents)
      .where(eq(intents.parentIntentId, intentId));
    expect(children).toHaveLength(moreThanOneChunk);
    expect(new Set(children.map(({ state }) => state))).toEqual(new Set(['SETTLED']));
  }, 60_000);

  test('by hand: paid, returned and unknown as the bank says, and the unknown one when it says more', async () => {
    const earners = await earnPayable(world.database.app, world.programId, 3);
    const { batchId, intentId } = await execute(earners, 'ACH');
    const { database, orchestrator, programId } = world;
    await expect
      .poll(async () => {
        const rows = await database.app
          .select()
          .from(intents)
          .where(eq(intents.parentIntentId, intentId));
        return rows.map(({ state }) => state);
      })
      .toEqual(['SUBMITTED', 'SUBMITTED', 'SUBMITTED']);
    const planned = await payoutsOf(batchId);
    const operatorId = (await batch(batchId))?.createdBy ?? '';
    const [execution] = await database.app.select().from(intents).where(eq(intents.id, intentId));
    async function report(index: number, outcome: 'PAID' | 'FAILED' | 'UNKNOWN') {
      const payoutId = planned[index]?.id ?? '';
      await database.app.insert(payoutResults).values({
        ...{ id: newId(), programId, batchId, payoutId, outcome, operatorId },
        ...{
          bankReference: `ref-${index}`,
          detail: outcome === 'FAILED' ? 'account closed' : null,
        },
      });
      await orchestrator.signalChain(execution?.workflowId ?? '');
    }
    await report(0, 'PAID');
    await report(1, 'FAILED');
    await report(2, 'UNKNOWN');
    const statuses = async () => {
      const rows = await payoutsOf(batchId);
      return planned.map(({ id }) => rows.find((row) => row.id === id)?.status);
    };
    await expect.poll(statuses).toEqual(['PAID', 'FAILED', 'UNKNOWN']);
    expect(await batch(batchId)).toMatchObject({ status: 'PROCESSING' });
    await report(2, 'PAID');
    expect(await world.ended(intentId)).toMatchObject({ state: 'SETTLED' });
    expect(await statuses()).toEqual(['PAID', 'FAILED', 'PAID']);
    expect(await batch(batchId)).toMatchObject({ status: 'PARTIALLY_FAILED' });
    const [, failed] = planned.map(({ id }) => id);
    const [row] = await database.app
      .select()
      .from(payouts)
      .where(eq(payouts.id, failed ?? ''));
    expect(row).toMatchObject({ failureCode: 'PAYOUT_REFUSED', failureDetail: 'account closed' });
    expect(row?.bankReference).toBe('ref-1');
  });
});
