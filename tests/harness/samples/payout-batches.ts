/** Payout batches of affiliates that have earned something, as rows through the guards, and their execution. */
import { and, eq, inArray } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Database } from '../../../db/database.ts';
import { commissions } from '../../../db/schema/commissions.ts';
import { intents } from '../../../db/schema/intents.ts';
import { holds } from '../../../db/schema/ledger.ts';
import {
  payoutApprovals,
  payoutBatchEdits,
  payoutBatches,
  payoutItems,
  payouts,
} from '../../../db/schema/payouts.ts';
import { affiliateAccount } from '../../../domain/affiliate-account.ts';
import { storedAddress } from '../../../domain/chain-values.ts';
import { paymentBookedPostings } from '../../../domain/chart-of-accounts.ts';
import { newId, sha256Hex } from '../../../domain/ids.ts';
import { balanceOf } from '../../../ledger/balances.ts';
import { post } from '../../../ledger/post.ts';
import type { MinedWorld } from '../actors/reorg-settled.ts';
import { payer, transfer } from '../worlds/chain-fixture.ts';
import { openReorgChain } from '../worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld, type SagaWorldOptions } from '../worlds/saga-world.ts';
import { bringOneEach, growRow } from './commission-tree.ts';
import { type Earner, enterPerson } from './payout-rows.ts';
import { settlePayment } from './settled-payments.ts';

/** The fee of each payment; an affiliate earns a tenth of it. */
export const paidFee = 100_000_000n;
export const earned = 10_000_000n;

/** Affiliates of their own, each with one payable commission; the treasury has got the fee, booked to suspense. */
export async function earnPayable(
  db: Database,
  programId: string,
  affiliates: number,
): Promise<readonly Earner[]> {
  const earners = await growRow(db, programId, affiliates);
  const wallets = await bringOneEach(db, earners);
  await post(
    db,
    wallets.map(() => ({
      ...{ programId, reference: `test:${newId()}` },
      postings: paymentBookedPostings({ programId, amount: paidFee, asset: 'USDC' }),
    })),
  );
  for (const wallet of wallets) await settlePayment(db, { programId, wallet, fee: paidFee });
  await db.update(commissions).set({ status: 'PAYABLE' }).where(eq(commissions.status, 'ACCRUED'));
  return earners;
}

const idsOf = (earners: readonly Earner[]) => earners.map(({ affiliateId }) => affiliateId);

let periods = 0;

/** A month that no batch was planned for yet. */
export function nextPeriod(): string {
  const [year, month] = [2010 + Math.floor(periods / 12), (periods % 12) + 1];
  periods += 1;
  return `${year}-${String(month).padStart(2, '0')}`;
}

/** Expects each affiliate to have been sent exactly what it had earned, once, to be owed nothing, and nothing to be held. */
export async function expectPaidOnce(
  { fixture, database }: Pick<SagaWorld, 'fixture' | 'database'>,
  earners: readonly Earner[],
): Promise<void> {
  const all = await database.app
    .select()
    .from(commissions)
    .where(inArray(commissions.affiliateId, idsOf(earners)));
  for (const { affiliateId, wallet } of earners) {
    const { usdc } = fixture.tokens;
    expect(await fixture.chain.erc20Balance(usdc, storedAddress.parse(wallet))).toBe(earned);
    const { posted } = await balanceOf(database.app, affiliateAccount(affiliateId), 'USDC');
    expect(posted).toBe(0n);
    const its = all.filter((one) => one.affiliateId === affiliateId);
    expect(its.map(({ status }) => status)).toEqual(['PAID']);
  }
  expect(await database.app.$count(holds, eq(holds.state, 'HELD'))).toBe(0);
}

/** A batch as rows. */
export interface BatchToPlan {
  readonly programId: string;
  readonly period: string;
  /** @default ONCHAIN_USDC */
  readonly method?: 'ONCHAIN_USDC' | 'ACH';
}

/** A batch of everything that is payable to the given affiliates, approved by somebody else; gives its id. */
export async function approvedBatch(
  db: Database,
  earners: readonly Earner[],
  { programId, period, method = 'ONCHAIN_USDC' }: BatchToPlan,
): Promise<string> {
  const batchId = newId();
  const [maker, approver] = [await enterPerson(db), await enterPerson(db)];
  const digest = sha256Hex(batchId);
  await db.transaction(async (tx) => {
    await tx.insert(payoutBatches).values({
      ...{ id: batchId, programId, period, minAmount: 0n, digest, createdBy: maker },
    });
    await tx.insert(payoutBatchEdits).values({ batchId, version: 1, programId, operatorId: maker });
    const payable = await tx
      .select()
      .from(commissions)
      .where(
        and(inArray(commissions.affiliateId, idsOf(earners)), eq(commissions.status, 'PAYABLE')),
      );
    const planned = earners.map(({ affiliateId, wallet }) => {
      const its = payable.filter((one) => one.affiliateId === affiliateId);
      const amount = its.reduce((sum, one) => sum + one.amount, 0n);
      return { its, payout: { id: newId(), affiliateId, wallet, amount } };
    });
    await tx
      .insert(payouts)
      .values(
        planned.map(({ payout }) => ({ ...payout, programId, batchId, method, asset: 'USDC' })),
      );
    await tx.insert(payoutItems).values(
      planned.flatMap(({ its, payout: { id: payoutId } }) =>
        its.map(({ id: commissionId, amount }) => ({
          payoutId,
          commissionId,
          programId,
          amount,
        })),
      ),
    );
  });
  await db.insert(payoutApprovals).values({ batchId, operatorId: approver, digest, programId });
  await db
    .update(payoutBatches)
    .set({ status: 'APPROVED', approvedAt: new Date() })
    .where(eq(payoutBatches.id, batchId));
  return batchId;
}

/** Has an approved batch under way, and gives the intent of its execution with what starts it. */
export async function beginExecution(db: Database, programId: string, batchId: string) {
  const intentId = newId();
  const workflowId = `payout_batch/default/test/${intentId}`;
  await db.transaction(async (tx) => {
    await tx
      .update(payoutBatches)
      .set({ status: 'PROCESSING', executedAt: new Date() })
      .where(eq(payoutBatches.id, batchId));
    await tx.insert(intents).values({
      ...{ id: intentId, programId, kind: 'payout_batch', wallet: `0x${'00'.repeat(20)}` },
      ...{ input: { batchId }, idempotencyKey: intentId, workflowId },
      ...{ changedBy: 'test', changeReason: 'executed' },
    });
  });
  return { intentId, workflowId, kind: 'payout_batch' as const, traceparent: null };
}

/** A world whose chain is mined by hand, and whose wallet has tokens to pay out. */
export async function openPayingWorld(
  options: Omit<SagaWorldOptions, 'mineByHand'> = {},
): Promise<MinedWorld> {
  const world = await openSagaWorld({ ...options, mineByHand: true });
  const { fixture } = world;
  const call = fixture.chain.encode(
    transfer(fixture.tokens.usdc, fixture.minter.address, 100n * paidFee),
  );
  const funding = { from: payer.signer.address, ...call, gas: '0x30d40' };
  await fixture.node.rpc('eth_sendTransaction', funding);
  const chain = await openReorgChain(fixture);
  await chain.mine(2);
  return { world, chain };
}
