import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';

/** Most affiliates of a tree that are read at once. */
export const treeNodesMax = 1000;

const nodeRow = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  level: z.number(),
  wallet: z.string(),
  referralCode: z.string(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  referrals: z.number(),
  joinedAt: z.coerce.date(),
});

/**
 * An affiliate (level 0) and those below it down to a level, by level and age; one more than {@link treeNodesMax} where
 * there are more.
 */
export async function affiliateTree(
  db: Database,
  affiliateId: string,
  maxDepth: number,
): Promise<z.infer<typeof nodeRow>[]> {
  return await queryRows(
    db,
    sql`with recursive tree as (
        select a.id, 0 as level from affiliates a where a.id = ${affiliateId}::uuid
        union all
        select a.id, t.level + 1 from tree t join affiliates a on a.parent_id = t.id where t.level < ${maxDepth}::int
      ), kept as (select id, level from tree order by level, id limit ${treeNodesMax + 1})
      select a.id, case when k.level > 0 then a.parent_id end as "parentId", k.level, a.wallet,
        a.referral_code as "referralCode", a.status, a.created_at as "joinedAt",
        (select count(*)::int from attributions t where t.affiliate_id = a.id) as referrals
      from kept k join affiliates a on a.id = k.id order by k.level, a.id`,
    nodeRow,
  );
}
