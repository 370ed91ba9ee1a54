import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { canonicalCode } from '../../domain/referral-code.ts';
import type { AffiliateEffect, EffectResult } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import { affiliates } from '../schema/people.ts';
import type { EffectItem } from './apply-effects.ts';
import { userKey } from './write-users.ts';

type Item = EffectItem<AffiliateEffect>;

const status = z.enum(['ACTIVE', 'SUSPENDED']);

const factsRow = z.object({
  index: z.number(),
  isAffiliate: z.boolean(),
  programActive: z.boolean(),
  currentTerms: z.object({ version: z.string(), hash: z.string() }).nullable(),
  parent: z.object({ id: z.string(), wallet: z.string(), status, depth: z.number() }).nullable(),
});

/** What the database knows before wallets become affiliates, by the index of the item. */
export async function affiliateFacts(
  tx: Database,
  items: readonly Item[],
): Promise<Map<number, z.infer<typeof factsRow>>> {
  const inputs = items.map(({ programId, effect }, index) => ({
    index,
    program_id: programId,
    wallet: effect.wallet,
    code: effect.parentCode === null ? null : canonicalCode(effect.parentCode),
  }));
  const rows = await queryRows(
    tx,
    sql`select c.index, p.status = 'ACTIVE' as "programActive",
        exists (select from affiliates a where a.program_id = c.program_id and a.wallet = c.wallet) as "isAffiliate",
        (select jsonb_build_object('version', t.version, 'hash', t.hash) from program_terms t
          where t.program_id = c.program_id order by t.published_at desc, t.id desc limit 1) as "currentTerms",
        (select jsonb_build_object('id', a.id, 'wallet', a.wallet, 'status', a.status, 'depth', a.depth) from affiliates a
          where a.program_id = c.program_id and a.referral_code = c.code) as parent
      from jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb) as c(index int, program_id uuid, wallet text, code text)
      join programs p on p.id = c.program_id`,
    factsRow,
  );
  return new Map(rows.map((row) => [row.index, row]));
}

const affiliateRow = z.object({
  programId: z.string(),
  affiliate: z.object({
    id: z.string(),
    wallet: z.string(),
    referralCode: z.string(),
    status,
  }),
  parent: z.object({ id: z.string(), referralCode: z.string() }).nullable(),
});

/** The affiliates that the wallets of the items are, with their parents, by `userKey`. */
export async function readAffiliates(
  tx: Database,
  items: readonly Item[],
): Promise<
  Map<string, Pick<Extract<EffectResult, { type: 'affiliate' }>, 'affiliate' | 'parent'>>
> {
  if (items.length === 0) return new Map();
  const wallets = items.map(({ programId, effect }) => ({
    program_id: programId,
    wallet: effect.wallet,
  }));
  const rows = await queryRows(
    tx,
    sql`select a.program_id as "programId",
        jsonb_build_object('id', a.id, 'wallet', a.wallet, 'referralCode', a.referral_code, 'status', a.status) as affiliate,
        case when p.id is not null then jsonb_build_object('id', p.id, 'referralCode', p.referral_code) end as parent
      from (select distinct program_id, wallet from jsonb_to_recordset(${JSON.stringify(wallets)}::jsonb)
        as t(program_id uuid, wallet text)) w
      join affiliates a on a.program_id = w.program_id and a.wallet = w.wallet
      left join affiliates p on p.id = a.parent_id`,
    affiliateRow,
  );
  return new Map(
    rows.map(({ programId, affiliate, parent }) => [
      userKey(programId, affiliate.wallet),
      { affiliate, parent },
    ]),
  );
}

/** Those of the codes that somebody has, in whatever program. */
export async function takenCodes(tx: Database, codes: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ code: affiliates.referralCode })
    .from(affiliates)
    .where(inArray(affiliates.referralCode, [...codes]));
  return new Set(rows.map((row) => row.code));
}
