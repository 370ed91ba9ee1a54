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

const batchesRow = z.object({
  batches: z.record(z.enum(batchStatuses), z.number()),
  secondsToApproval: z.number().nullable(),
  secondsToSettlement: z.number().nullable(),
});

/** What the payouts of a program come to. Averages are whole seconds from a batch's creation; null before there is one. */
export interface PayoutSummary extends z.infer<typeof batchesRow> {
  readonly payouts: readonly z.infer<typeof sumRow>[];
}

/** Sums of a program's payouts by status and asset, its batches by status, and how long they took; within its scope. */
export async function payoutSummary(db: Database, programId: string): Promise<PayoutSummary> {
  const payouts = await queryRows(
    db,
    sql`select status, asset, sum(amount)::text as amount, count(*)::int as payouts from payouts
      where program_id = ${programId}::uuid group by status, asset order by status, asset`,
    sumRow,
  );
  const counted = sql.join(
    batchStatuses.map((status) => sql`${status}::text, count(*) filter (where status = ${status})`),
    sql`, `,
  );
  const [batches] = await queryRows(
    db,
    sql`select jsonb_build_object(${counted}) as batches,
        round(avg(extract(epoch from approved_at - created_at)))::int as "secondsToApproval",
        round(avg(extract(epoch from finished_at - created_at)))::int as "secondsToSettlement"
      from payout_batches where program_id = ${programId}::uuid`,
    batchesRow,
  );
  if (batches === undefined) throw new Error('Expected one row of an aggregate');
  return { payouts, ...batches };
}
