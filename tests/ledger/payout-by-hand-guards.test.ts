/**
 * Goal: the database itself refuses a payout whose money is not held; another try of one by hand that the same people
 * stand behind; what may have been paid, or was reversed, in another payout; and words that no bank was asked for. Method:
 * plain SQL and rows that go around our own checks, as the application's role and as the owner, on both engines.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import {
  payoutBatchEdits,
  payoutBatches,
  payoutDecisions,
  payoutItems,
  payoutResults,
  payoutRetryApprovals,
  payouts,
} from '../../db/schema/payouts.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { releaseHolds, takeHolds } from '../../ledger/holds.ts';
import { bankSays, failByHand, holdByHand } from '../harness/actors/by-hand.ts';
import { enterOperator } from '../harness/actors/operators.ts';
import { createProgram, refusalOf, refusalToAll } from '../harness/samples/ledger-fixtures.ts';
import {
  approvedBatch,
  beginExecution,
  earned,
  earnPayable,
  nextPeriod,
} from '../harness/samples/payout-batches.ts';
import { enterPerson } from '../harness/samples/payout-rows.ts';
import { reversePaymentsOf } from '../harness/samples/settled-payments.ts';
import { storeTransaction } from '../harness/samples/stored-transactions.ts';
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

  interface Begun {
    readonly batchId: string;
    readonly payoutId: string;
    readonly intentId: string;
    readonly affiliateId: string;
  }

  /** A payout of a batch that is executed, with its intent, LOCKED. */
  async function begun(method: 'ACH' | 'ONCHAIN_USDC' = 'ACH'): Promise<Begun> {
    const earners = await earnPayable(db, programId, 1);
    const batchId = await approvedBatch(db, earners, { programId, period: nextPeriod(), method });
    const { intentId: parentIntentId } = await beginExecution(db, programId, batchId);
    const [payout] = await db.select().from(payouts).where(eq(payouts.batchId, batchId));
    if (payout === undefined) throw new Error('Expected a payout');
    const [id, of] = [newId(), eq(payouts.id, payout.id)];
    await db.insert(intents).values({
      ...{ id, programId, kind: 'payout', wallet: payout.wallet, parentIntentId },
      ...{ input: { batchId, payoutId: payout.id }, idempotencyKey: id, workflowId: id },
      ...{ changedBy: 'test', changeReason: 'test' },
    });
    await db.update(payouts).set({ status: 'PROCESSING', intentId: id }).where(of);
    return { batchId, payoutId: payout.id, intentId: id, affiliateId: payout.affiliateId };
  }

  const move =
    ({ intentId }: Begun, state: 'LOCKED' | 'SUBMITTED' | 'CONFIRMED' | 'FAILED') =>
    async (tx: Database) =>
      await tx.update(intents).set({ state }).where(eq(intents.id, intentId));
  const code = async (write: (tx: Database) => Promise<unknown>) =>
    (await refusalToAll(database, write)).code;
  const hold = async ({ intentId }: Begun, amount: bigint, asset = 'USDC') => {
    const account = programAccount(programId, 'treasury');
    await takeHolds(db, [{ programId, intentId, account, asset, amount }]);
  };

  test.each(['ACH', 'ONCHAIN_USDC'] as const)(
    'nothing leaves by %s whose money is not held',
    async (method) => {
      const payout = await begun(method);
      await move(payout, 'LOCKED')(db);
      if (method === 'ONCHAIN_USDC')
        await storeTransaction(db, { programId, intentId: payout.intentId });
      expect(await code(move(payout, 'SUBMITTED'))).toBe('QT006');
      const short = await begun(method);
      await move(short, 'LOCKED')(db);
      if (method === 'ONCHAIN_USDC')
        await storeTransaction(db, { programId, intentId: short.intentId });
      await hold(short, earned - 1n);
      expect(await code(move(short, 'SUBMITTED'))).toBe('QT006');
      const released = await begun(method);
      await move(released, 'LOCKED')(db);
      await hold(released, earned);
      await releaseHolds(db, [released.intentId]);
      if (method === 'ONCHAIN_USDC')
        await storeTransaction(db, { programId, intentId: released.intentId });
      expect(await code(move(released, 'SUBMITTED'))).toBe('QT006');
      await hold(payout, earned);
      await move(payout, 'SUBMITTED')(db);
    },
  );

  test('a payout by hand ends as its bank has said, and a bank is heard of what is held', async () => {
    const payout = await begun();
    const { payoutId, batchId } = payout;
    const operatorId = await enterPerson(db);
    const word =
      (outcome: 'PAID' | 'FAILED' | 'UNKNOWN', contradicts = false) =>
      (tx: Database) =>
        tx.insert(payoutResults).values({
          ...{ id: newId(), programId, batchId, payoutId, outcome, contradicts, operatorId },
        });
    expect(await code(word('PAID'))).toBe('QT006');
    await holdByHand(db, batchId);
    expect(await code(move(payout, 'CONFIRMED'))).toBe('QT006');
    expect(await code(move(payout, 'FAILED'))).toBe('QT006');
    expect(await code(word('FAILED', true))).toBe('QT006');
    await word('UNKNOWN')(db);
    expect(await code(move(payout, 'CONFIRMED'))).toBe('QT006');
    await word('PAID')(db);
    expect(await code(word('FAILED'))).toBe('QT006');
    await word('FAILED', true)(db);
    expect(await code(move(payout, 'FAILED'))).toBe('QT006');
    await move(payout, 'CONFIRMED')(db);
  });

  /** The same, that its bank has returned; its batch is PARTIALLY_FAILED. */
  async function failed(): Promise<Begun & { readonly reporter: string }> {
    const payout = await begun();
    await holdByHand(db, payout.batchId);
    const id = await bankSays(db, { payoutId: payout.payoutId, outcome: 'FAILED' });
    await failByHand(db, payout.batchId);
    const [result] = await db.select().from(payoutResults).where(eq(payoutResults.id, id));
    return { ...payout, reporter: result?.operatorId ?? '' };
  }

  const approveRetry = async ({ payoutId, batchId }: Begun, operatorId: string) => {
    const [row] = await queryRows(
      db,
      sql`select payout_retry_digest(${batchId}::uuid) as digest`,
      z.object({ digest: z.string() }),
    );
    const digest = row?.digest ?? '';
    return await db
      .insert(payoutRetryApprovals)
      .values({ payoutId, operatorId, programId, digest });
  };

  /** Another try of a failed payout, as rows. */
  const tryAgain =
    (
      { batchId, payoutId }: Begun,
      retriedBy: string | null,
      evidenceResultId: string | null = null,
    ) =>
    async (tx: Database) =>
      await tx.transaction(async (inner) => {
        await inner
          .update(payoutBatches)
          .set({ status: 'PROCESSING' })
          .where(eq(payoutBatches.id, batchId));
        const [old] = await inner.select().from(payouts).where(eq(payouts.id, payoutId));
        if (old === undefined) throw new Error('Expected a payout');
        const id = newId();
        const { affiliateId, wallet, method, asset, amount } = old;
        await inner.insert(payouts).values({
          ...{ id, programId, batchId, affiliateId, wallet, method, asset, amount },
          ...{ retriesId: payoutId, retriedBy, evidenceResultId },
        });
        await inner.execute(sql`insert into payout_items (payout_id, commission_id, program_id, amount)
          select ${id}::uuid, commission_id, program_id, amount from payout_items where payout_id = ${payoutId}::uuid`);
      });

  test('another try takes the word of somebody who neither made it, brought its result nor asks for it', async () => {
    const payout = await failed();
    const [asking, approver] = [await enterPerson(db), await enterPerson(db)];
    expect(await code(tryAgain(payout, asking))).toBe('QT013');
    expect(await code(tryAgain(payout, null))).toBe('QT013');
    expect((await refusalOf(approveRetry(payout, payout.reporter))).code).toBe('QT013');
    const [edit] = await db
      .select()
      .from(payoutBatchEdits)
      .where(eq(payoutBatchEdits.batchId, payout.batchId));
    expect((await refusalOf(approveRetry(payout, edit?.operatorId ?? ''))).code).toBe('QT013');
    await approveRetry(payout, asking);
    expect(await code(tryAgain(payout, asking))).toBe('QT013');
    await approveRetry(payout, approver);
    await bankSays(db, { payoutId: payout.payoutId, outcome: 'PAID', contradicts: true });
    expect(await code(tryAgain(payout, asking))).toBe('QT014');
  });

  test('what two people have not confirmed is not booked, and what they have decided is not decided again', async () => {
    const payout = await failed();
    const { payoutId } = payout;
    const asking = await enterPerson(db);
    const said = { payoutId, outcome: 'PAID', contradicts: true } as const;
    const resultId = await bankSays(db, said);
    const decide =
      (operatorId: string, outcome: 'PAID' | 'FAILED' = 'PAID') =>
      (tx: Database) =>
        tx.insert(payoutDecisions).values({
          ...{ id: newId(), programId, payoutId, resultId, operatorId, outcome, reason: 'test' },
        });
    expect(await code(tryAgain(payout, asking, resultId))).toBe('QT013');
    await decide(asking)(db);
    await decide(asking)(db);
    expect(await code(tryAgain(payout, asking, resultId))).toBe('QT013');
    await decide(await enterPerson(db))(db);
    expect(await code(decide(await enterPerson(db), 'FAILED'))).toBe('QT006');
    expect(await code(tryAgain(payout, asking))).toBe('QT014');
    await tryAgain(payout, asking, resultId)(db);
  });

  test('what may have been paid does not leave a second time', async () => {
    const first = await failed();
    const [approver, asking] = [await enterPerson(db), await enterPerson(db)];
    await approveRetry(first, approver);
    await tryAgain(first, asking)(db);
    const [again] = await db.select().from(payouts).where(eq(payouts.retriesId, first.payoutId));
    if (again === undefined) throw new Error('Expected another try');
    const { intentId: parentIntentId } = await beginExecution(db, programId, first.batchId);
    const id = newId();
    await db.insert(intents).values({
      ...{ id, programId, kind: 'payout', wallet: again.wallet, parentIntentId },
      ...{ input: { batchId: first.batchId, payoutId: again.id }, idempotencyKey: id },
      ...{ workflowId: id, changedBy: 'test', changeReason: 'test' },
    });
    const of = eq(payouts.id, again.id);
    await db.update(payouts).set({ status: 'PROCESSING', intentId: id }).where(of);
    const second = { ...first, payoutId: again.id, intentId: id };
    await move(second, 'LOCKED')(db);
    await hold(second, earned);
    await bankSays(db, { payoutId: first.payoutId, outcome: 'PAID', contradicts: true });
    expect(await code(move(second, 'SUBMITTED'))).toBe('QT014');
  });

  test('a commission that was reversed, or may have been paid, is in no other payout', async () => {
    const reversed = await begun();
    await holdByHand(db, reversed.batchId);
    await reversePaymentsOf(db, reversed.payoutId);
    await bankSays(db, { payoutId: reversed.payoutId, outcome: 'FAILED' });
    await failByHand(db, reversed.batchId);
    await approveRetry(reversed, await enterPerson(db));
    expect(await code(tryAgain(reversed, await enterPerson(db)))).toBe('QT006');
    const disputed = await failed();
    await bankSays(db, { payoutId: disputed.payoutId, outcome: 'PAID', contradicts: true });
    const [item] = await db
      .select()
      .from(payoutItems)
      .where(eq(payoutItems.payoutId, disputed.payoutId));
    const { affiliateId } = disputed;
    const [old] = await db.select().from(payouts).where(eq(payouts.id, disputed.payoutId));
    const anew = async (tx: Database) =>
      await tx.transaction(async (inner) => {
        const [batchId, id, createdBy] = [newId(), newId(), disputed.reporter];
        const digest = 'a'.repeat(64);
        await inner.insert(payoutBatches).values({
          ...{ id: batchId, programId, period: nextPeriod(), minAmount: 0n, digest, createdBy },
        });
        await inner.insert(payouts).values({
          ...{ id, programId, batchId, affiliateId, wallet: old?.wallet ?? '', method: 'ACH' },
          ...{ asset: 'USDC', amount: earned },
        });
        await inner.insert(payoutItems).values({
          payoutId: id,
          commissionId: item?.commissionId ?? '',
          programId,
          amount: earned,
        });
      });
    expect(await code(anew)).toBe('QT014');
  });
});
