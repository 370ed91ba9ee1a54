/** Samples of requests about payouts: each with a batch of its own. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { payouts } from '../../../db/schema/payouts.ts';
import { bankSays, failByHand } from '../actors/by-hand.ts';
import { enterOperator } from '../actors/operators.ts';
import { beginPayouts } from '../actors/payout-cast.ts';
import { testTreasury } from '../worlds/api-app.ts';
import { growLine } from './commission-tree.ts';
import { sendFrom } from './ledger-fixtures.ts';
import { earnPayable } from './payable-rows.ts';
import type { RouteSample, SampleWorld } from './route-samples.ts';

let periods = 0;

/** A period that no sample has had. */
function newPeriod(): string {
  const [year, month] = [2000 + Math.floor(periods / 12), 1 + (periods % 12)];
  periods += 1;
  return `${year}-${String(month).padStart(2, '0')}`;
}

/** A batch to be made, with somebody to pay in it. */
export async function newBatchSample({ api }: SampleWorld): Promise<RouteSample> {
  await earnPayable(api.db, await growLine(api.db, api.programId, 1));
  return { body: { programId: 'default', period: newPeriod() } };
}

const editedBatch = z.object({ digest: z.string() });
const madeBatch = z.object({
  batchId: z.string(),
  digest: z.string(),
  payouts: z.array(z.object({ id: z.string() })).min(1),
});

/** A batch that the owner has made. */
export async function sampleBatch(world: SampleWorld) {
  const { body } = await newBatchSample(world);
  const request = world.owner.request(body);
  const response = await world.app.request('/api/v2/payouts/batch/create', request);
  const { batchId, digest, payouts } = madeBatch.parse(await response.json());
  return { batchId, digest, payoutId: payouts[0]?.id ?? '' };
}

/** A request about a batch, by its id; `body` of it. */
export function ofBatch(
  body?: (batch: Awaited<ReturnType<typeof sampleBatch>>) => RouteSample['body'],
): (world: SampleWorld) => Promise<RouteSample> {
  return async (world) => {
    const batch = await sampleBatch(world);
    const sent = body?.(batch);
    return { params: { id: batch.batchId }, ...(sent === undefined ? {} : { body: sent }) };
  };
}

/** An approval, by somebody who may approve. */
export async function approvalSample(world: SampleWorld): Promise<RouteSample> {
  await sendFrom(world.api.db, testTreasury);
  const sample = await ofBatch(({ digest }) => ({ digest }))(world);
  const { key } = await enterOperator(world.api.db, {
    roles: [{ role: 'approver', programId: world.api.programId }],
  });
  return { ...sample, credentials: { authorization: `Bearer ${key}` } };
}

/** An execution of a batch that is approved, and goes to a bank. */
export async function executionSample(world: SampleWorld): Promise<RouteSample> {
  const batch = await sampleBatch(world);
  const { app, owner } = world;
  const path = `/api/v2/payouts/batch/${batch.batchId}`;
  const methods = [{ payoutId: batch.payoutId, method: 'WIRE' }];
  const edit = owner.request({ digest: batch.digest, methods }, { method: 'PATCH' });
  const { digest } = editedBatch.parse(await (await app.request(path, edit)).json());
  const approver = await enterOperator(world.api.db, {
    roles: [{ role: 'approver', programId: world.api.programId }],
  });
  await app.request(`${path}/approve`, approver.request({ digest }));
  return { params: { id: batch.batchId }, body: {} };
}

/** A payout that the bank has returned, and says now it has paid. */
export async function disputedSample(world: SampleWorld): Promise<RouteSample> {
  const { params } = await executionSample(world);
  const batchId = params?.['id'] ?? '';
  const { db } = world.api;
  await beginPayouts(db, batchId);
  const [payout] = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
  const payoutId = payout?.id ?? '';
  await bankSays(db, { payoutId, outcome: 'FAILED' });
  await failByHand(db, batchId);
  await bankSays(db, { payoutId, outcome: 'PAID', contradicts: true });
  return { params: { id: payoutId } };
}

/** What somebody says became of it. */
export async function decisionSample(world: SampleWorld): Promise<RouteSample> {
  const body = { outcome: 'PAID', reason: 'the bank was asked' };
  return { ...(await disputedSample(world)), body };
}

/** Another try of a batch that is under way. */
export async function retrySample(world: SampleWorld): Promise<RouteSample> {
  const sample = await executionSample(world);
  const path = `/api/v2/payouts/batch/${sample.params?.['id']}/execute`;
  await world.app.request(path, world.owner.request({}));
  return sample;
}
