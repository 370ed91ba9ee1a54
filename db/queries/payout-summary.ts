import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { batchStatuses, payoutStatuses } from '../../domain/payout-status.ts';
import { type Database, queryRows } from '../database.ts';
import { signedAmount } from './signed-amount.ts';

const sumRow = z.object({
  status: z.enum(payoutStatuses),
  asset: z.string(),
  amount: signedAmount,
  payouts: z.number(),
});

const batchesRow = z.object({ status: z.enum(batchStatuses), batches: z.number() });

const timesRow = z.object({
  secondsToApproval: z.number().nullable(),
  secondsToSettlement: z.number().nullable(),
});

/** What the payouts of a program come to. Averages are whole seconds from a batch's creation; null before there is one. */
export interface PayoutSummary extends z.infer<typeof timesRow> {
  readonly payouts: readonly z.infer<typeof sumRow>[];
  readonly batches: readonly z.infer<typeof batchesRow>[];
}

/** Sums of a program's payouts by status and asset, its batches by status, and how long they took; within its scope. */
export async function payoutSummary(db: Database, programId: string): Promise<PayoutSummary> {
  const payouts = await queryRows(
    db,
    sql`select status, asset, sum(amount)::text as amount, count(*)::int as payouts from payouts
      where program_id = ${programId}::uuid group by status, asset order by status, asset`,
    sumRow,
  );
  const batches = await queryRows(
    db,
    sql`select status, count(*)::int as batches from payout_batches
      where program_id = ${programId}::uuid group by status order by status`,
    batchesRow,
  );
  const [times] = await queryRows(
    db,
    sql`select round(avg(extract(epoch from approved_at - created_at)))::int as "secondsToApproval",
        round(avg(extract(epoch from finished_at - created_at)))::int as "secondsToSettlement"
      from payout_batches where program_id = ${programId}::uuid`,
    timesRow,
  );
  const none = { secondsToApproval: null, secondsToSettlement: null };
  return { payouts, batches, ...(times ?? none) };
}
