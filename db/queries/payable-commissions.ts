import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { BatchLimits, PayableCommission } from '../../domain/plan-payouts.ts';
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
 * in fact. What takes something back counts at once, whatever the period; what it takes back counts only together with
 * it, or once it is paid. What may have been paid already, by a payout of which a bank has said two things, does not count.
 */
function payable({ programId, end }: Payable): SQL {
  return sql`c.program_id = ${programId}::uuid and c.status = 'PAYABLE'
    and (c.reverses_id is not null or least(c.payable_at, c.released_at) < ${end.toISOString()}::timestamptz)
    and not exists (select from payout_items i where i.commission_id = c.id and i.live)
    and not exists (select from commissions k join payout_items i on i.commission_id = k.id and i.live
      where k.reverses_id = c.id and k.status <> 'PAID')
    and not exists (select from commissions k
      where k.reverses_id = c.id and k.status <> 'PAID' and commission_is_disputed(k.id))
    and not commission_is_disputed(c.id)`;
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
 * payable once they are locked: whoever held them before may have paid, planned or reversed them. Sums are taken over
 * windows and rows then found by their ids, so that no plan depends on how many the database thinks there are.
 */
export async function lockPayable(
  tx: Database,
  of: Payable,
  { minAmount, payoutsMax }: BatchLimits,
): Promise<PayableCommission[]> {
  const paid = await queryRows(
    tx,
    sql`select s.id from (
        select t.id, dense_rank() over (order by t.affiliate_id, t.asset) as place from (
          select c.id, c.affiliate_id, c.asset, sum(c.amount) over (partition by c.affiliate_id, c.asset) as total
            from commissions c where ${payable(of)}
        ) t where t.total > 0 and t.total >= ${minAmount.toString()}::numeric
      ) s where s.place <= ${payoutsMax}`,
    z.object({ id: z.string() }),
  );
  const ids = idsIn(paid.map(({ id }) => id));
  await tx.execute(
    sql`select c.id from commissions c where c.id in (${ids}) order by c.id for update`,
  );
  return await queryRows(
    tx,
    sql`select c.id, c.affiliate_id as "affiliateId", a.wallet, c.asset, c.amount::text as amount
      from commissions c join affiliates a on a.id = c.affiliate_id
      where c.id in (${ids}) and ${payable(of)} order by c.id`,
    commissionRow,
  );
}
