/**
 * Goal: a batch is approved by people who neither made nor edited it, for exactly what stands in it, by as many as its
 * total asks for; an edit takes the approvals back; cancelling frees the commissions. Each verb again changes nothing.
 * Method: the app over PGlite; the database's own guards behind it.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { readBatch } from '../../db/queries/canonical-batch.ts';
import { payouts } from '../../db/schema/payouts.ts';
import { operators } from '../../db/schema/people.ts';
import { programs } from '../../db/schema/programs.ts';
import { batchDigest } from '../../domain/canonical-batch.ts';
import { newId } from '../../domain/ids.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  beginPayouts,
  dollars,
  type MadeBatch,
  makeBatch,
  openPayoutCast,
  type PayoutCast,
  payingProgram,
  withOtherKey,
} from '../../tests/harness/actors/payout-cast.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import type { App } from '../app-parts.ts';
import { batchSchema } from '../schemas/payout.ts';

const { problemOf } = createProblemJudge();
const noDigest = 'f'.repeat(64);

let cast: PayoutCast;
let app: App;
beforeAll(async () => {
  cast = await openPayoutCast();
  ({ app } = cast);
});
afterAll(() => cast[Symbol.asyncDispose]());

const pathOf = ({ batchId }: Pick<MadeBatch, 'batchId'>) => `/api/v2/payouts/batch/${batchId}`;
type Seen = Pick<MadeBatch, 'batchId' | 'digest'>;
const approve = async (batch: Seen, by: TestOperator) =>
  await app.request(`${pathOf(batch)}/approve`, by.request({ digest: batch.digest }));
const edit = async (batch: Seen, body: object, by: TestOperator = cast.maker) =>
  await app.request(
    pathOf(batch),
    by.request({ digest: batch.digest, ...body }, { method: 'PATCH' }),
  );
const cancel = async (batch: Seen, by: TestOperator = cast.maker) =>
  await app.request(`${pathOf(batch)}/cancel`, by.request({ reason: 'a mistake' }));
const batchOf = async (response: Response) => batchSchema.parse(await response.json());
const read = async (batch: Seen) =>
  await batchOf(await app.request(pathOf(batch), cast.viewer.request()));
const actionsOn = async ({ batchId }: Seen) =>
  (await auditOf(cast.api.db, `payout_batch:${batchId}`)).map(({ action }) => action);

async function newBatch(affiliates = 2): Promise<MadeBatch> {
  const { programId } = await payingProgram(cast, { affiliates });
  return await makeBatch(cast, programId);
}

/** Of its commissions, how many a payout holds. */
async function heldBy({ batchId }: Seen): Promise<number> {
  const [row] = await queryRows(
    cast.api.db,
    sql`select count(*) filter (where i.live)::int as live from payout_items i join payouts p on p.id = i.payout_id
      where p.batch_id = ${batchId}::uuid`,
    z.object({ live: z.number() }),
  );
  return row?.live ?? -1;
}

describe('approval', () => {
  test('takes somebody who did not make the batch, whichever the key', async () => {
    const { both, api } = cast;
    const { programId } = await payingProgram(cast);
    const made = await app.request(
      '/api/v2/payouts/batch',
      both.request({ programId, period: '2026-10' }),
    );
    const batch = await batchOf(made);
    await problemOf(await approve(batch, both), 'SAME_OPERATOR');
    const key = await withOtherKey(api.db, both);
    const request = both.request({ digest: batch.digest });
    const headers = {
      ...Object.fromEntries(new Headers(request.headers)),
      authorization: `Bearer ${key}`,
    };
    const path = `${pathOf(batch)}/approve`;
    await problemOf(await app.request(path, { ...request, headers }), 'SAME_OPERATOR');
    await problemOf(await approve(batch, cast.maker), 'FORBIDDEN');
    await problemOf(await approve(batch, cast.viewer), 'FORBIDDEN');
    const approved = await batchOf(await approve(batch, cast.approver));
    expect(approved).toMatchObject({
      ...{ status: 'APPROVED', digest: batch.digest, version: 1, approvalsNeeded: 1 },
      approvals: [{ operatorId: cast.approver.id, counts: true }],
    });
    expect(approved.secondsToApproval).toBeGreaterThanOrEqual(0);
    expect(approved.approvedAt).not.toBeNull();
  });

  test('again by the same person changes nothing, also once the batch is under way', async () => {
    const batch = await newBatch();
    const first = await batchOf(await approve(batch, cast.approver));
    expect(await batchOf(await approve(batch, cast.approver))).toEqual(first);
    await beginPayouts(cast.api.db, batch.batchId);
    const later = await batchOf(await approve(batch, cast.approver));
    expect(later).toMatchObject({ status: 'PROCESSING', approvals: first.approvals });
    const problem = await problemOf(await approve(batch, cast.second), 'BATCH_STATE');
    expect(problem).toMatchObject({ batchStatus: 'PROCESSING' });
    expect(await actionsOn(batch)).toEqual(['payout_batch.create', 'payout_batch.approve']);
  });

  test('is of what was seen', async () => {
    const batch = await newBatch();
    const problem = await problemOf(
      await approve({ ...batch, digest: noDigest }, cast.approver),
      'BATCH_CHANGED',
    );
    expect(problem).toMatchObject({ digest: batch.digest });
    for (const digest of ['x', noDigest.toUpperCase(), null])
      await problemOf(
        await app.request(`${pathOf(batch)}/approve`, cast.approver.request({ digest })),
        'VALIDATION_FAILED',
      );
    expect((await read(batch)).status).toBe('PENDING');
  });

  test('takes two people above the threshold, and asks the database as well', async () => {
    const { api, approver, second } = cast;
    const batch = await newBatch();
    const threshold = async (secondApprovalAbove: bigint) =>
      await api.db
        .update(programs)
        .set({ secondApprovalAbove })
        .where(eq(programs.id, batch.programId));
    await threshold(20_000_000n);
    expect(await read(batch)).toMatchObject({ approvalsNeeded: 1 });
    await threshold(19_999_999n);
    expect(await batchOf(await approve(batch, approver))).toMatchObject({
      ...{ status: 'PENDING', approvalsNeeded: 2, approvedAt: null },
    });
    expect(await batchOf(await approve(batch, approver))).toMatchObject({ status: 'PENDING' });
    expect(await batchOf(await approve(batch, second))).toMatchObject({
      ...{ status: 'APPROVED', approvalsNeeded: 2 },
      approvals: [{ operatorId: approver.id }, { operatorId: second.id }],
    });
  });

  test('of somebody who is disabled counts no more', async () => {
    const { api } = cast;
    const batch = await newBatch();
    await api.db
      .update(programs)
      .set({ secondApprovalAbove: 1n })
      .where(eq(programs.id, batch.programId));
    const leaver = await enterOperator(api.db, { roles: [{ role: 'approver', programId: null }] });
    await approve(batch, leaver);
    await api.db
      .update(operators)
      .set({ disabledAt: sql`now()` })
      .where(eq(operators.id, leaver.id));
    expect(await batchOf(await approve(batch, cast.approver))).toMatchObject({
      status: 'PENDING',
      approvals: [
        { operatorId: leaver.id, counts: false },
        { operatorId: cast.approver.id, counts: true },
      ],
    });
  });

  test('that the database refuses is told as a batch that changed, and leaves nothing behind', async () => {
    const { api } = cast;
    const batch = await newBatch();
    const hasty = await enterOperator(api.db, { roles: [{ role: 'approver', programId: null }] });
    // Disabled in the very moment in which the batch would be approved.
    await api.asOwner(async () => {
      await api.db.execute(
        sql.raw(`create function disable_approver() returns trigger language plpgsql security definer as $$
        begin update operators set disabled_at = now() where id = '${hasty.id}'; return new; end $$`),
      );
      await api.db.execute(
        sql`create trigger a_disable before update on payout_batches for each row execute function disable_approver()`,
      );
    });
    try {
      await problemOf(await approve(batch, hasty), 'BATCH_CHANGED');
    } finally {
      await api.asOwner(async () => {
        await api.db.execute(sql`drop function disable_approver cascade`);
      });
    }
    expect(await read(batch)).toMatchObject({ status: 'PENDING', approvals: [] });
  });
});

describe('an edit', () => {
  test('takes the approvals back, and its editor does not approve', async () => {
    const { both, approver } = cast;
    const batch = await newBatch();
    await approve(batch, approver);
    const [out, stays] = batch.payouts;
    const edited = await batchOf(
      await edit(
        batch,
        {
          exclude: [out?.id.toUpperCase()],
          methods: [{ payoutId: stays?.id, method: 'WIRE' }],
        },
        both,
      ),
    );
    expect(edited).toMatchObject({
      ...{ status: 'PENDING', version: 2, approvals: [], approvedAt: null, payoutCount: 1 },
      totalAmount: [dollars(10_000_000n)],
    });
    expect(edited.digest).not.toBe(batch.digest);
    expect(edited.makers.toSorted()).toEqual([cast.maker.id, both.id].toSorted());
    expect(batchDigest(await readBatch(cast.api.db, batch.batchId))).toBe(edited.digest);
    expect(await heldBy(batch)).toBe(1);
    const shown = await app.request(pathOf(batch), cast.viewer.request());
    expect(await shown.json()).toMatchObject({
      payouts: [
        { id: out?.id, status: 'EXCLUDED', method: 'ONCHAIN_USDC' },
        { id: stays?.id, status: 'PLANNED', method: 'WIRE' },
      ],
    });
    const problem = await problemOf(await approve(batch, approver), 'BATCH_CHANGED');
    expect(problem).toMatchObject({ digest: edited.digest });
    await problemOf(await approve(edited, both), 'SAME_OPERATOR');
    expect(await batchOf(await approve(edited, approver))).toMatchObject({ status: 'APPROVED' });
    expect(await actionsOn(batch)).toEqual([
      ...['payout_batch.create', 'payout_batch.approve', 'payout_batch.edit'],
      'payout_batch.approve',
    ]);
  });

  test('that changes nothing makes no version', async () => {
    const batch = await newBatch();
    const [out, stays] = batch.payouts;
    const edited = await batchOf(await edit(batch, { exclude: [out?.id] }));
    await approve(edited, cast.approver);
    const before = await read(edited);
    for (const body of [
      {},
      { exclude: [out?.id] },
      { methods: [{ payoutId: stays?.id, method: 'ONCHAIN_USDC' }] },
    ])
      expect(await batchOf(await edit(edited, body, cast.both))).toEqual(before);
    expect(before).toMatchObject({ version: 2, status: 'APPROVED' });
  });

  test('is of what was seen, and of a batch that waits', async () => {
    const batch = await newBatch();
    const exclude = [batch.payouts[0]?.id];
    const problem = await problemOf(
      await edit({ ...batch, digest: noDigest }, { exclude }),
      'BATCH_CHANGED',
    );
    expect(problem).toMatchObject({ digest: batch.digest });
    await approve(batch, cast.approver);
    await beginPayouts(cast.api.db, batch.batchId);
    await problemOf(await edit(batch, { exclude }), 'BATCH_STATE');
    await problemOf(await edit(batch, { exclude }, cast.approver), 'FORBIDDEN');
  });

  test('names payouts that are there, and ways that there are', async () => {
    const batch = await newBatch();
    const other = await newBatch();
    const [one, two] = batch.payouts.map(({ id }) => id);
    const wrong = [
      { exclude: [one, two] },
      { exclude: [other.payouts[0]?.id] },
      { exclude: [newId()] },
      { exclude: ['x'] },
      { exclude: [one], methods: [{ payoutId: one, method: 'ACH' }] },
      { methods: [{ payoutId: newId(), method: 'ACH' }] },
      { methods: [{ payoutId: one, method: 'CASH' }] },
      { methods: ['ACH', 'WIRE'].map((method) => ({ payoutId: one, method })) },
      { include: [one] },
    ];
    for (const body of wrong) await problemOf(await edit(batch, body), 'VALIDATION_FAILED');
    const usdt = { methods: [{ payoutId: one, method: 'ONCHAIN_USDT' }] };
    const problem = await problemOf(await edit(batch, usdt), 'PAYOUT_METHOD_UNAVAILABLE');
    expect(problem).toMatchObject({ payoutId: one });
    expect(await read(batch)).toMatchObject({ version: 1, digest: batch.digest });
  });
});

describe('cancelling', () => {
  test('frees the commissions, also for the same period, and again changes nothing', async () => {
    const batch = await newBatch();
    await approve(batch, cast.approver);
    expect(await heldBy(batch)).toBe(2);
    const first = await batchOf(await cancel(batch));
    expect(first).toMatchObject({ status: 'CANCELLED', totalAmount: [dollars(20_000_000n)] });
    expect(first.cancelledAt).not.toBeNull();
    expect(await batchOf(await cancel(batch, cast.both))).toEqual(first);
    expect(await heldBy(batch)).toBe(0);
    const next = await makeBatch(cast, batch.programId);
    expect(next).toMatchObject({ totalAmount: batch.totalAmount, status: 'PENDING' });
    const [, , last, ...none] = await auditOf(cast.api.db, `payout_batch:${batch.batchId}`);
    expect([last, none]).toMatchObject([
      { action: 'payout_batch.cancel', after: { status: 'CANCELLED', reason: 'a mistake' } },
      [],
    ]);
    await problemOf(await approve(batch, cast.second), 'BATCH_STATE');
    await problemOf(await edit(batch, {}), 'BATCH_STATE');
  });

  test('is too late once it may have left, and takes the right', async () => {
    const batch = await newBatch();
    const methods = batch.payouts.map(({ id: payoutId }) => ({ payoutId, method: 'WIRE' }));
    await approve(await batchOf(await edit(batch, { methods })), cast.approver);
    await problemOf(await cancel(batch, cast.approver), 'FORBIDDEN');
    const path = `${pathOf(batch)}/cancel`;
    await problemOf(await otherTenant(app).request(path, cast.stranger.request({})), 'NOT_FOUND');
    await beginPayouts(cast.api.db, batch.batchId);
    const problem = await problemOf(await cancel(batch), 'BATCH_STATE');
    expect(problem).toMatchObject({ batchStatus: 'PROCESSING' });
    expect(await heldBy(batch)).toBe(2);
  });

  test('under way lets go of what has not left, and of all where that is all', async () => {
    const [whole, part] = [await newBatch(), await newBatch()];
    await approve(whole, cast.approver);
    await beginPayouts(cast.api.db, whole.batchId);
    expect(await batchOf(await cancel(whole))).toMatchObject({ status: 'CANCELLED' });
    expect(await heldBy(whole)).toBe(0);
    expect(await makeBatch(cast, whole.programId)).toMatchObject({
      totalAmount: whole.totalAmount,
    });
    const [filed, unsent] = part.payouts.map(({ id }) => id);
    const methods = [{ payoutId: filed, method: 'WIRE' }];
    await approve(await batchOf(await edit(part, { methods })), cast.approver);
    await beginPayouts(cast.api.db, part.batchId);
    const cancelled = await batchOf(await cancel(part));
    expect(cancelled).toMatchObject({ status: 'PROCESSING', cancelledAt: null });
    const rows = await cast.api.db.select().from(payouts).where(eq(payouts.batchId, part.batchId));
    const statuses = new Map(rows.map(({ id, status }) => [id, status]));
    expect(statuses).toEqual(
      new Map([
        [filed, 'PROCESSING'],
        [unsent, 'CANCELLED'],
      ]),
    );
    expect(await heldBy(part)).toBe(1);
    await problemOf(await cancel(part), 'BATCH_STATE');
  });
});
