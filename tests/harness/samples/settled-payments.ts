/** Payments that are settled and reversed in the books as the activities do it, without sagas and chain. */
import { eq } from 'drizzle-orm';
import {
  commissionPostings,
  recordCommissions,
  splitEarnedFee,
} from '../../../activities/accrue-commissions.ts';
import { readPostings } from '../../../activities/posted-legs.ts';
import { lockCommissions, reverseCommissions } from '../../../activities/reverse-commissions.ts';
import type { Database } from '../../../db/database.ts';
import { commissionRuns, commissions } from '../../../db/schema/commissions.ts';
import { intents, settlements } from '../../../db/schema/intents.ts';
import { payoutItems } from '../../../db/schema/payouts.ts';
import {
  feeEarnedPostings,
  mirrorPostings,
  type Posting,
} from '../../../domain/chart-of-accounts.ts';
import { newId } from '../../../domain/ids.ts';
import { post } from '../../../ledger/post.ts';
import { createIntent } from './ledger-fixtures.ts';

/** A payment that a wallet has made for its claim. */
export interface MadePayment {
  readonly programId: string;
  readonly wallet: string;
  readonly fee: bigint;
  /** @default USDC */
  readonly asset?: string;
  /** @default now */
  readonly at?: Date;
}

/** Settles a claim's payment with its commissions; gives the intent's id. */
export async function settlePayment(
  db: Database,
  { programId, wallet, fee, asset = 'USDC', at = new Date() }: MadePayment,
): Promise<string> {
  const intentId = await createIntent(db, programId, { of: wallet });
  await db.transaction(async (tx) => {
    const [intent] = await tx.select().from(intents).where(eq(intents.id, intentId));
    if (intent === undefined) throw new Error('Expected an intent');
    const legs = feeEarnedPostings({ programId, amount: fee, asset });
    const split = await splitEarnedFee(tx, intent, legs);
    if (split === null) throw new Error('Expected a fee');
    const postings = [...legs, ...(await commissionPostings(tx, programId, split))];
    const settlementId = await enterSettlement(tx, {
      ...{ programId, intentId, postings },
      reference: `settlement:${intentId}`,
    });
    await recordCommissions(tx, { intent, settlementId, at }, split);
  });
  return intentId;
}

/** Reverses it, with a reversal of its own; `times` says how often what affiliates earned is taken back. */
export async function reversePayment(db: Database, intentId: string, times = 1): Promise<void> {
  await db.transaction(async (tx) => {
    const [original] = await tx.select().from(intents).where(eq(intents.id, intentId));
    if (original === undefined) throw new Error('Expected an intent');
    const { programId, wallet } = original;
    const reversalId = newId();
    await tx.insert(intents).values({
      ...{ id: reversalId, programId, kind: 'reversal', wallet, input: {} },
      ...{ idempotencyKey: reversalId, workflowId: `reversal/${reversalId}` },
      ...{ reversesIntentId: intentId, changedBy: 'test', changeReason: 'test' },
    });
    const earned = await lockCommissions(tx, intentId);
    const settlementId = await enterSettlement(tx, {
      ...{ programId, intentId: reversalId, reference: `reversal:${reversalId}` },
      postings: mirrorPostings(await readPostings(tx, `settlement:${intentId}`)),
    });
    for (let time = 0; time < times; time++)
      await reverseCommissions(tx, earned, { settlementId, at: new Date() });
  });
}

interface Entered {
  readonly programId: string;
  readonly intentId: string;
  readonly reference: string;
  readonly postings: readonly Posting[];
}

async function enterSettlement(tx: Database, entered: Entered): Promise<string> {
  const { programId, intentId } = entered;
  const [posted] = await post(tx, [entered]);
  if (posted?.status !== 'posted') throw new Error(`Expected ${entered.reference} to be posted`);
  const id = newId();
  await tx.insert(settlements).values({ id, programId, intentId, ledgerTransactionId: posted.id });
  return id;
}

/** Reverses what a payout holds commissions of. */
export async function reversePaymentsOf(db: Database, payoutId: string): Promise<void> {
  const earned = await db
    .select({ intentId: commissionRuns.intentId })
    .from(commissionRuns)
    .innerJoin(commissions, eq(commissions.runId, commissionRuns.id))
    .innerJoin(payoutItems, eq(payoutItems.commissionId, commissions.id))
    .where(eq(payoutItems.payoutId, payoutId));
  for (const { intentId } of earned) await reversePayment(db, intentId);
}
