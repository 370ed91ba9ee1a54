/**
 * Goal: the database itself refuses a payout that was not approved as it is, by enough people who did not make it; a
 * commission in two payouts; and an end that did not happen. Method: plain SQL and rows that go around our own checks, as
 * the application's role and as the owner, on both engines.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import {
  payoutApprovals,
  payoutBatchEdits,
  payoutBatches,
  payoutItems,
  payouts,
} from '../../db/schema/payouts.ts';
import { operators } from '../../db/schema/people.ts';
import { programs } from '../../db/schema/programs.ts';
import { newId, sha256Hex } from '../../domain/ids.ts';
import { enterOperator } from '../harness/actors/operators.ts';
import {
  asOwnerOfAll,
  createProgram,
  refusalOf,
  refusalToAll,
} from '../harness/samples/ledger-fixtures.ts';
import { beginExecution, earned, earnPayable } from '../harness/samples/payout-batches.ts';
import { type Earner, enterPerson } from '../harness/samples/payout-rows.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database);
    await enterOperator(db); // a platform has an owner
  });
  afterAll(() => database?.[Symbol.asyncDispose]());

  let periods = 0;
  const nextPeriod = () => `20${String(10 + periods++)}-01`;

  interface Planned {
    readonly batchId: string;
    readonly digest: string;
    readonly maker: string;
    readonly payoutId: string;
    readonly earner: Earner;
  }

  /** A batch with one payout of one commission, which nobody has approved. */
  async function plan(): Promise<Planned> {
    const [earner] = await earnPayable(db, programId, 1);
    if (earner === undefined) throw new Error('Expected an earner');
    const [batchId, payoutId, maker] = [newId(), newId(), await enterPerson(db)];
    const digest = sha256Hex(batchId);
    await db.transaction(async (tx) => {
      await tx.insert(payoutBatches).values({
        ...{ id: batchId, programId, period: nextPeriod(), minAmount: 0n, digest },
        createdBy: maker,
      });
      await tx
        .insert(payoutBatchEdits)
        .values({ batchId, version: 1, programId, operatorId: maker });
      await insertPayout(tx, { batchId, payoutId, earner });
    });
    return { batchId, digest, maker, payoutId, earner };
  }

  /** A payout of everything that is payable to an affiliate. */
  async function insertPayout(
    tx: Database,
    { batchId, payoutId, earner }: Pick<Planned, 'batchId' | 'payoutId' | 'earner'>,
  ): Promise<void> {
    const { affiliateId, wallet } = earner;
    await tx.insert(payouts).values({
      ...{ id: payoutId, programId, batchId, affiliateId, wallet },
      ...{ method: 'ONCHAIN_USDC', asset: 'USDC', amount: earned },
    });
    await tx.execute(sql`insert into payout_items (payout_id, commission_id, program_id, amount)
      select ${payoutId}::uuid, c.id, c.program_id, c.amount from commissions c where c.affiliate_id = ${affiliateId}::uuid`);
  }

  const approve = async ({ batchId, digest }: Planned, operatorId: string) =>
    await db.insert(payoutApprovals).values({ batchId, operatorId, digest, programId });
  const setStatus =
    ({ batchId }: Planned, status: 'APPROVED' | 'PROCESSING' | 'COMPLETED') =>
    async (tx: Database) =>
      await tx.update(payoutBatches).set({ status }).where(eq(payoutBatches.id, batchId));

  const payoutIntent = ({ batchId, payoutId }: Planned, parentIntentId: string | null) => {
    const id = newId();
    return {
      ...{ id, programId, kind: 'payout', wallet: '0x', parentIntentId },
      ...{ input: { batchId, payoutId }, idempotencyKey: id, workflowId: id },
      ...{ changedBy: 'test', changeReason: 'test' },
    };
  };

  test('nothing of a batch begins before enough people stand behind it as it is', async () => {
    const planned = await plan();
    const early = (tx: Database) =>
      tx.insert(intents).values(payoutIntent(planned, planned.batchId));
    expect((await refusalToAll(database, early)).code).toBe('QT013');
    expect((await refusalToAll(database, setStatus(planned, 'APPROVED'))).code).toBe('QT013');
    await approve(planned, await enterPerson(db));
    await setStatus(planned, 'APPROVED')(db);
    // Approved is not executed: the choke point is the execution.
    expect((await refusalToAll(database, early)).code).toBe('QT013');
    const { intentId } = await beginExecution(db, programId, planned.batchId);
    const orphan = (tx: Database) => tx.insert(intents).values(payoutIntent(planned, null));
    expect((await refusalToAll(database, orphan)).code).toBe('QT006');
    await db.insert(intents).values(payoutIntent(planned, intentId));
  });

  test('makers and editors do not approve, nor does anybody approve what stands there no more', async () => {
    const planned = await plan();
    expect((await refusalOf(approve(planned, planned.maker))).code).toBe('QT013');
    const [approver, editor] = [await enterPerson(db), await enterPerson(db)];
    await approve(planned, approver);
    await setStatus(planned, 'APPROVED')(db);
    const { batchId } = planned;
    const edited = { ...planned, digest: sha256Hex(`${batchId} edited`) };
    await db.transaction(async (tx) => {
      await tx
        .insert(payoutBatchEdits)
        .values({ batchId, version: 2, programId, operatorId: editor });
      await tx
        .update(payoutBatches)
        .set({ status: 'PENDING', version: 2, digest: edited.digest })
        .where(eq(payoutBatches.id, batchId));
    });
    expect((await refusalToAll(database, setStatus(edited, 'APPROVED'))).code).toBe('QT013');
    expect((await refusalOf(approve(planned, await enterPerson(db)))).code).toBe('QT013');
    expect((await refusalOf(approve(edited, editor))).code).toBe('QT013');
    await approve(edited, approver);
    await setStatus(edited, 'APPROVED')(db);
  });

  test('a disabled approver does not count, and a large batch takes two', async () => {
    const planned = await plan();
    const leaving = await enterPerson(db);
    await approve(planned, leaving);
    await setStatus(planned, 'APPROVED')(db);
    await db.update(operators).set({ disabledAt: new Date() }).where(eq(operators.id, leaving));
    expect((await refusalToAll(database, setStatus(planned, 'PROCESSING'))).code).toBe('QT013');
    await approve(planned, await enterPerson(db));
    const threshold = async (secondApprovalAbove: bigint) =>
      await database.asOwner((owner) =>
        owner.update(programs).set({ secondApprovalAbove }).where(eq(programs.id, programId)),
      );
    await threshold(earned - 1n);
    expect((await refusalToAll(database, setStatus(planned, 'PROCESSING'))).code).toBe('QT013');
    await approve(planned, await enterPerson(db));
    await setStatus(planned, 'PROCESSING')(db);
    await threshold(10_000_000_000n);
  });

  test('a commission is in one live payout, and a batch in one live execution', async () => {
    const planned = await plan();
    const other = await plan();
    const again = db.transaction((tx) =>
      insertPayout(tx, { ...other, payoutId: newId(), earner: planned.earner }),
    );
    expect((await refusalOf(again)).code).toBe('23505');
    await approve(planned, await enterPerson(db));
    await setStatus(planned, 'APPROVED')(db);
    await beginExecution(db, programId, planned.batchId);
    const { parentIntentId: _, ...second } = payoutIntent(planned, null);
    const execution = { ...second, kind: 'payout_batch', input: { batchId: planned.batchId } };
    expect((await refusalOf(db.insert(intents).values(execution))).code).toBe('23505');
  });

  test('nothing ends as what did not happen', async () => {
    const planned = await plan();
    await approve(planned, await enterPerson(db));
    await setStatus(planned, 'APPROVED')(db);
    const { intentId } = await beginExecution(db, programId, planned.batchId);
    const intent = payoutIntent(planned, intentId);
    await db.insert(intents).values(intent);
    const of = eq(payouts.id, planned.payoutId);
    await db.update(payouts).set({ status: 'PROCESSING', intentId: intent.id }).where(of);
    for (const status of [
      'PAID',
      'FAILED',
      'REVERSED',
      'CANCELLED',
      'EXCLUDED',
      'PLANNED',
    ] as const)
      expect([
        status,
        (await refusalToAll(database, (tx) => tx.update(payouts).set({ status }).where(of))).code,
      ]).toEqual([status, 'QT006']);
    expect((await refusalToAll(database, setStatus(planned, 'COMPLETED'))).code).toBe('QT006');
    const failed = { state: 'FAILED', failureCode: 'ABANDONED' } as const;
    const give = (tx: Database) => tx.update(intents).set(failed).where(eq(intents.id, intentId));
    expect((await refusalToAll(database, give)).code).toBe('QT006');
    const item = eq(payoutItems.payoutId, planned.payoutId);
    const letGo = (tx: Database) => tx.update(payoutItems).set({ live: false }).where(item);
    expect((await refusalOf(letGo(db))).code).toBe('42501');
    expect((await refusalOf(asOwnerOfAll(database, letGo))).code).toBe('QT005');
  });
});
