import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { PayableCommission } from '../../domain/plan-payouts.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';
import { signedAmount } from './signed-amount.ts';

/** Most payouts of a batch; the commissions of further affiliates wait for the next one. */
export const batchPayoutsMax = 10_000;

/** What of a program can be paid out for a period. */
export interface Payable {
  readonly programId: string;
  /** The period's: what became payable before. */
  readonly end: Date;
}

/**
 * Payable commissions that no payout holds and that had become payable before the period's end, by their hold period or
 * in fact. What takes something back counts at once, whatever the period.
 */
function payable({ programId, end }: Payable): SQL {
  return sql`c.program_id = ${programId}::uuid and c.status = 'PAYABLE'
    and (c.reverses_id is not null or least(c.payable_at, c.released_at) < ${end.toISOString()}::timestamptz)
    and not exists (select from payout_items i where i.commission_id = c.id and i.live)`;
}

const sumRow = z.object({
  affiliateId: z.string(),
  wallet: z.string(),
  asset: z.string(),
  amount: signedAmount,
  commissions: z.number(),
});

/** What the payable commissions of an affiliate in one asset come to. */
export type PayableSum = z.infer<typeof sumRow>;

/** More affiliates than a batch could ever be looked over with. */
const sumsMax = 100_000;

/** The sums of affiliates, by affiliate and asset. */
export async function payableSums(db: Database, of: Payable): Promise<PayableSum[]> {
  return await queryRows(
    db,
    sql`select c.affiliate_id as "affiliateId", a.wallet, c.asset, sum(c.amount)::text as amount, count(*)::int as commissions
      from commissions c join affiliates a on a.id = c.affiliate_id
      where ${payable(of)} group by c.affiliate_id, a.wallet, c.asset order by c.affiliate_id, c.asset limit ${sumsMax}`,
    sumRow,
  );
}

const commissionRow = z.object({
  id: z.string(),
  affiliateId: z.string(),
  wallet: z.string(),
  asset: z.string(),
  amount: signedAmount,
});

/**
 * Locks, in the order of the ids, the commissions of affiliates whose sum is paid out, and gives those that are still
 * payable once they are locked: whoever held them before may have paid, planned or reversed them.
 */
export async function lockPayable(
  tx: Database,
  of: Payable,
  minAmount: bigint,
): Promise<PayableCommission[]> {
  const locked = await queryRows(
    tx,
    sql`with paid as (
        select c.affiliate_id, c.asset from commissions c where ${payable(of)}
          group by c.affiliate_id, c.asset having sum(c.amount) > 0 and sum(c.amount) >= ${minAmount.toString()}::numeric
          order by c.affiliate_id, c.asset limit ${batchPayoutsMax}
      )
      select c.id from commissions c join paid on paid.affiliate_id = c.affiliate_id and paid.asset = c.asset
        where ${payable(of)} order by c.id for update of c`,
    z.object({ id: z.string() }),
  );
  return await queryRows(
    tx,
    sql`select c.id, c.affiliate_id as "affiliateId", a.wallet, c.asset, c.amount::text as amount
      from commissions c join affiliates a on a.id = c.affiliate_id
      where c.id in (${idsIn(locked.map(({ id }) => id))}) and ${payable(of)} order by c.id`,
    commissionRow,
  );
}
