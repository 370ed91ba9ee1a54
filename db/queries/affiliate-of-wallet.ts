import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { attributionStates } from '../../domain/attribution.ts';
import { type Database, queryRows } from '../database.ts';

const affiliateRow = z.object({
  id: z.string(),
  wallet: z.string(),
  referralCode: z.string(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  depth: z.number(),
  email: z.string().nullable(),
  displayName: z.string().nullable(),
  termsVersion: z.string(),
  termsHash: z.string(),
  createdAt: z.coerce.date(),
  parent: z.object({ id: z.string(), referralCode: z.string() }).nullable(),
});

/** An affiliate with its parent, whole: e-mail address and name are its own and its program's operators'. */
export type AffiliateRow = z.infer<typeof affiliateRow>;

/** The affiliate that a wallet (lower case) is in a program; null for one that is none. */
export async function affiliateOfWallet(
  db: Database,
  programId: string,
  wallet: string,
): Promise<AffiliateRow | null> {
  const [row] = await queryRows(
    db,
    sql`select a.id, a.wallet, a.referral_code as "referralCode", a.status, a.depth, a.email,
        a.display_name as "displayName", a.terms_version as "termsVersion", a.terms_hash as "termsHash",
        a.created_at as "createdAt",
        case when p.id is not null then jsonb_build_object('id', p.id, 'referralCode', p.referral_code) end as parent
      from affiliates a left join affiliates p on p.id = a.parent_id
      where a.program_id = ${programId}::uuid and a.wallet = ${wallet}`,
    affiliateRow,
  );
  return row ?? null;
}

const attributionRow = z.object({
  state: z.enum(attributionStates),
  referralCode: z.string().nullable(),
  claimedAt: z.coerce.date(),
  lockedAt: z.coerce.date().nullable(),
});

/** Who brought a wallet (lower case) to a program, by code; null where nobody was ever asked. */
export async function attributionOfWallet(
  db: Database,
  programId: string,
  wallet: string,
): Promise<z.infer<typeof attributionRow> | null> {
  const [row] = await queryRows(
    db,
    sql`select t.state, a.referral_code as "referralCode", t.claimed_at as "claimedAt", t.locked_at as "lockedAt"
      from attributions t left join affiliates a on a.id = t.affiliate_id
      where t.program_id = ${programId}::uuid and t.wallet = ${wallet}`,
    attributionRow,
  );
  return row ?? null;
}
