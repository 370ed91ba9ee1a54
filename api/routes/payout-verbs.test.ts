/**
 * Goal: approving, editing and cancelling a batch can be repeated and mixed in any order, with the same key and with
 * others: every answer is the one that the state asks for, what is in place already changes nothing, and nobody who made
 * a batch stands behind it. Method: random verbs of four people against a model that knows the rules and nothing else.
 */
import { eq } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { programs } from '../../db/schema/programs.ts';
import { enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  beginPayouts,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
} from '../../tests/harness/actors/payout-cast.ts';
import { runs } from '../../tests/harness/depth.ts';
import {
  type BatchModel,
  type BatchVerb,
  judge,
  newModel,
} from '../../tests/harness/oracles/batch-model.ts';
import { property } from '../../tests/harness/property.ts';
import { batchSchema, batchWithPayoutsSchema } from '../schemas/payout.ts';

let cast: PayoutCast;
let people: readonly TestOperator[] = [];
beforeAll(async () => {
  cast = await openPayoutCast();
  const roles = [
    { role: 'operator', programId: null } as const,
    { role: 'approver', programId: null } as const,
  ];
  people = await Promise.all([0, 1, 2, 3].map(() => enterOperator(cast.api.db, { roles })));
});
afterAll(() => cast[Symbol.asyncDispose]());

const names = ['approve', 'approve', 'edit', 'touch', 'cancel'] as const;
const verb = fc.record({
  ...{ name: fc.constantFrom(...names), person: fc.nat({ max: 3 }), stale: fc.boolean() },
  repeat: fc.constantFrom('same key', 'another key', 'never'),
  /** Its run begins before, where it may. */
  begun: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
});
type Verb = typeof verb extends fc.Arbitrary<infer One> ? One : never;
// Little can be done with a cancelled batch, so that it comes late.
const courses = fc
  .array(verb, { minLength: 4, maxLength: 14 })
  .map((verbs) => verbs.filter(({ name }, at) => name !== 'cancel' || at > 5));

async function openBatch() {
  const { programId } = await payingProgram(cast, { affiliates: 1 });
  await cast.api.db
    .update(programs)
    .set({ secondApprovalAbove: 1n })
    .where(eq(programs.id, programId));
  const request = people[0]?.request({ programId, period: '2026-10' });
  const made = await cast.app.request('/api/v2/payouts/batch', request);
  return batchWithPayoutsSchema.parse(await made.json());
}

const pathOf = (batchId: string) => `/api/v2/payouts/batch/${batchId}`;
const read = async (batchId: string) =>
  batchSchema.parse(await (await cast.app.request(pathOf(batchId), cast.viewer.request())).json());

/** The request of a verb, to be sent as often as one likes; an edit gives the payout the way of its version. */
async function requestOf({ name, person, stale }: BatchVerb, batchId: string, payoutId: string) {
  const { version, digest: present } = await read(batchId);
  const digest = stale ? 'f'.repeat(64) : present;
  const methods = [{ payoutId, method: version % 2 === 0 ? 'WIRE' : 'ACH' }];
  const isEdit = name === 'edit' || name === 'touch';
  const body = {
    ...(name === 'cancel' ? {} : { digest }),
    ...(name === 'edit' ? { methods } : {}),
  };
  return async function send(key: string = crypto.randomUUID()): Promise<string> {
    const path = isEdit ? pathOf(batchId) : `${pathOf(batchId)}/${name}`;
    const options = { key, method: isEdit ? 'PATCH' : 'POST' };
    return await outcomeOf(await cast.app.request(path, people[person]?.request(body, options)));
  };
}

const problem = z.object({ code: z.string() });

async function outcomeOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  return response.ok ? 'done' : problem.parse(body).code;
}

async function expectModel(batchId: string, model: BatchModel) {
  const batch = await read(batchId);
  const idsOf = (those: readonly number[]) => new Set(those.map((person) => people[person]?.id));
  expect(batch).toMatchObject({ status: model.status, version: model.version });
  expect(new Set(batch.makers)).toEqual(idsOf(model.makers));
  expect(new Set(batch.approvals.map(({ operatorId }) => operatorId))).toEqual(
    idsOf(model.approvers),
  );
  return batch;
}

/** Lets the run of the batch begin, if it is to and may. */
async function begin(batchId: string, model: BatchModel, { begun }: Verb): Promise<BatchModel> {
  if (!begun || model.status !== 'APPROVED') return model;
  await beginPayouts(cast.api.db, batchId);
  return { ...model, status: 'PROCESSING' };
}

property([courses], { numRuns: runs(6) })(
  'verbs in any order, as often as one likes, do what the rules say',
  async (verbs) => {
    const { batchId, payouts } = await openBatch();
    let model = newModel(0);
    for (const one of verbs) {
      model = await begin(batchId, model, one);
      const send = await requestOf(one, batchId, payouts[0]?.id ?? '');
      const key = crypto.randomUUID();
      const { outcome, next } = judge(model, one);
      expect([one.name, await send(key)]).toEqual([one.name, outcome]);
      const after = await expectModel(batchId, next);
      if (one.repeat === 'same key') expect(await send(key)).toBe(outcome);
      // An edit was of what stood there before it; whatever else is in place already is answered as it was.
      const again = one.name === 'edit' && outcome === 'done' ? 'BATCH_CHANGED' : outcome;
      if (one.repeat === 'another key') expect(await send()).toBe(again);
      expect(await read(batchId)).toEqual(after);
      model = next;
    }
  },
  120_000,
);
