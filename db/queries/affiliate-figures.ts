import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { type Database, queryRows } from '../database.ts';
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

const moneyRow = z.object({ asset: z.string(), owed: minorUnits, taken: minorUnits });

/** What an affiliate has come to. */
export interface AffiliateFigures extends z.infer<typeof countsRow> {
  /**
   * By asset, in minor units: `owed` is the balance of the affiliate's liability account, `taken` what was debited
   * to it. Empty where nothing was ever posted.
   */
  readonly money: readonly z.infer<typeof moneyRow>[];
}

/** Counts what an affiliate brought and adds up its account in the ledger; to be asked within its program's scope. */
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
  const money = await queryRows(
    db,
    sql`select p.asset, sum(case p.direction when 'credit' then p.amount else -p.amount end)::text as owed,
        coalesce(sum(p.amount) filter (where p.direction = 'debit'), 0)::text as taken
      from accounts a join postings p on p.account_id = a.id
      where a.name = ${affiliateAccount(affiliateId)} group by p.asset order by p.asset`,
    moneyRow,
  );
  const none = { totalReferrals: 0, provenReferrals: 0, activeReferrals: 0, directAffiliates: 0 };
  return { ...(counts ?? none), money };
}
