/** Commissions and payouts as rows, each through the guards, for tests that need them to be there. */
import { eq } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { commissionRuns, commissions, reversalRequests } from '../../../db/schema/commissions.ts';
import { settlements } from '../../../db/schema/intents.ts';
import {
  payoutApprovals,
  payoutBatchEdits,
  payoutBatches,
  payoutItems,
  payouts,
} from '../../../db/schema/payouts.ts';
import { operators } from '../../../db/schema/people.ts';
import { newId, sha256Hex } from '../../../domain/ids.ts';

/** An affiliate that earned something. */
export interface Earner {
  readonly programId: string;
  readonly affiliateId: string;
  readonly wallet: string;
}

/** Who acts, as an operator's id. */
export async function enterPerson(db: Database): Promise<string> {
  const id = newId();
  await db.insert(operators).values({ id, name: id });
  return id;
}

/** A commission from a settlement that is there already, payable unless told otherwise; gives its id. */
export async function earnCommission(
  db: Database,
  { programId, affiliateId }: Earner,
  {
    intentId,
    amount = 5n,
    payable = true,
  }: { readonly intentId: string; readonly amount?: bigint; readonly payable?: boolean },
): Promise<string> {
  return await db.transaction(async (tx) => {
    const [settlement] = await tx
      .select({ id: settlements.id })
      .from(settlements)
      .where(eq(settlements.intentId, intentId));
    if (settlement === undefined) throw new Error(`Expected intent ${intentId} to have settled`);
    const [runId, id, settlementId] = [newId(), newId(), settlement.id];
    const shared = { programId, settlementId, asset: 'USDC' };
    await tx.insert(commissionRuns).values({
      ...{ ...shared, id: runId, intentId, fee: amount, kept: 0n },
      ...{ ruleVersion: 'test', inputs: {} },
    });
    await tx.insert(commissions).values({
      ...{ ...shared, id, runId, affiliateId, kind: 'DIRECT', level: 1, amount },
      payableAt: new Date(),
    });
    if (payable)
      await tx.update(commissions).set({ status: 'PAYABLE' }).where(eq(commissions.id, id));
    return id;
  });
}

/** A batch of one payout with one commission, approved by somebody else; gives the ids. */
export async function planBatch(
  db: Database,
  { programId, affiliateId, wallet }: Earner,
  {
    commissionId,
    amount = 5n,
    period = '2026-10',
  }: { readonly commissionId: string; readonly amount?: bigint; readonly period?: string },
): Promise<{ readonly batchId: string; readonly payoutId: string }> {
  const [batchId, payoutId] = [newId(), newId()];
  const [maker, approver] = [await enterPerson(db), await enterPerson(db)];
  const digest = sha256Hex(batchId);
  await db.transaction(async (tx) => {
    await tx.insert(payoutBatches).values({
      ...{ id: batchId, programId, period, minAmount: 0n, digest },
      createdBy: maker,
    });
    await tx.insert(payoutBatchEdits).values({ batchId, version: 1, programId, operatorId: maker });
    await tx.insert(payouts).values({
      ...{ id: payoutId, programId, batchId, affiliateId, wallet, method: 'ACH' },
      ...{ asset: 'USDC', amount },
    });
    await tx.insert(payoutItems).values({ payoutId, commissionId, programId, amount });
  });
  await db.insert(payoutApprovals).values({ batchId, operatorId: approver, digest, programId });
  return { batchId, payoutId };
}

/** Somebody's wish to have the settlement of an intent reversed. */
export async function wishReversal(
  db: Database,
  programId: string,
  intentId: string,
): Promise<void> {
  const [settlement] = await db
    .select({ id: settlements.id })
    .from(settlements)
    .where(eq(settlements.intentId, intentId));
  if (settlement === undefined) throw new Error(`Expected intent ${intentId} to have settled`);
  const operatorId = await enterPerson(db);
  await db.insert(reversalRequests).values({
    ...{ id: newId(), programId, settlementId: settlement.id, operatorId, reason: 'test' },
  });
}
