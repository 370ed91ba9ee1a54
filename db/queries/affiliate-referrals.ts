import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { attributionStates } from '../../domain/attribution.ts';
import { type Database, queryRows } from '../database.ts';
import { lastDays, today } from './last-days.ts';

/** SQL: whether the wallet of attribution `t` has claimed, that is, paid. */
export const hasClaimed = sql`exists (select from claims k where k.program_id = t.program_id and k.wallet = t.wallet)`;

const referralRow = z.object({
  id: z.string(),
  wallet: z.string(),
  state: z.enum(attributionStates),
  code: z.string().nullable(),
  source: z.string(),
  claimedAt: z.coerce.date(),
  lockedAt: z.coerce.date().nullable(),
  active: z.boolean(),
});

/** Which wallets to read. */
export interface ReferralsPage {
  readonly affiliateId: string;
  readonly limit: number;
  /** The id the page before ended with; null: from the newest on. */
  readonly before: string | null;
  readonly offset: number;
}

/** The wallets an affiliate brought, newest first; one more than `limit`, so that the end is known. */
export async function affiliateReferrals(
  db: Database,
  { affiliateId, limit, before, offset }: ReferralsPage,
): Promise<z.infer<typeof referralRow>[]> {
  return await queryRows(
    db,
    sql`select t.id, t.wallet, t.state, t.code, t.source, t.claimed_at as "claimedAt", t.locked_at as "lockedAt",
        ${hasClaimed} as active
      from attributions t
      where t.affiliate_id = ${affiliateId}::uuid and (${before}::uuid is null or t.id < ${before}::uuid)
      order by t.id desc limit ${limit + 1} offset ${offset}`,
    referralRow,
  );
}

const dayRow = z.object({ date: z.string(), referrals: z.number(), active: z.number() });

/** Wallets an affiliate brought and wallets of it that claimed, for each of the last days (UTC), oldest first. */
export async function affiliateDays(
  db: Database,
  affiliateId: string,
  days: number,
): Promise<z.infer<typeof dayRow>[]> {
  return await queryRows(
    db,
    sql`with mine as (
        select (t.claimed_at at time zone 'UTC')::date as brought_on, (k.created_at at time zone 'UTC')::date as claimed_on
          from attributions t left join claims k on k.program_id = t.program_id and k.wallet = t.wallet
          where t.affiliate_id = ${affiliateId}::uuid
      ), ${today}
      select to_char(d.at, 'YYYY-MM-DD') as date,
        (select count(*)::int from mine where brought_on = d.at) as referrals,
        (select count(*)::int from mine where claimed_on = d.at) as active
      from ${lastDays(days)}
      order by d.at`,
    dayRow,
  );
}
