import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { type Database, queryRows } from '../database.ts';
import { type CommissionSum, commissionSums } from './affiliate-commissions.ts';
import { hasClaimed } from './affiliate-referrals.ts';

const minorUnits = z
  .string()
  .regex(/^-?[0-9]+$/)
  .transform(BigInt);

const countsRow = z.object({
  totalReferrals: z.number(),
  provenReferrals: z.number(),
  activeReferrals: z.number(),
  directAffiliates: z.number(),
});

const owedRow = z.object({ asset: z.string(), amount: minorUnits });

/** What an affiliate has come to. */
export interface AffiliateFigures extends z.infer<typeof countsRow> {
  /**
   * Balances of the affiliate's liability account by asset, in minor units: below zero where what was paid to it is to
   * be taken back. Empty where nothing was ever posted.
   */
  readonly owed: readonly z.infer<typeof owedRow>[];
  /** Its commissions. What is PAID is what payouts have brought it: a debit may also be a reversal. */
  readonly commissions: readonly CommissionSum[];
}

/** Counts what an affiliate brought, adds up its account in the ledger and its commissions; to be asked within its program's scope. */
export async function affiliateFigures(
  db: Database,
  affiliateId: string,
): Promise<AffiliateFigures> {
  const [counts] = await queryRows(
    db,
    sql`select count(*)::int as "totalReferrals", count(*) filter (where t.state = 'LOCKED')::int as "provenReferrals",
        count(*) filter (where ${hasClaimed})::int as "activeReferrals",
        (select count(*)::int from affiliates where parent_id = ${affiliateId}::uuid) as "directAffiliates"
      from attributions t where t.affiliate_id = ${affiliateId}::uuid`,
    countsRow,
  );
  const owed = await queryRows(
    db,
    sql`select p.asset, sum(case p.direction when 'credit' then p.amount else -p.amount end)::text as amount
      from accounts a join postings p on p.account_id = a.id
      where a.name = ${affiliateAccount(affiliateId)} group by p.asset order by p.asset`,
    owedRow,
  );
  const none = { totalReferrals: 0, provenReferrals: 0, activeReferrals: 0, directAffiliates: 0 };
  return { ...(counts ?? none), owed, commissions: await commissionSums(db, affiliateId) };
}
