import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { LineMember } from '../../domain/commission-split.ts';
import { type Database, queryRows } from '../database.ts';

/** Most affiliates above a payer that are looked at: a program pays no deeper (schema: programs.max_affiliate_depth). */
export const lineMembersMax = 10;

const lineRow = z.object({
  state: z.enum(['PROVISIONAL', 'LOCKED']).nullable(),
  affiliateId: z.string().nullable(),
  active: z.boolean().nullable(),
});

/** Who stands above a payer, and how firm that is; `state` null: nobody was ever asked. */
export interface PayerLine {
  readonly state: 'PROVISIONAL' | 'LOCKED' | null;
  /** Nearest first, at most {@link lineMembersMax}. */
  readonly members: readonly LineMember[];
}

/** Reads who stands above a wallet of a program, in one statement. */
export async function commissionLine(
  db: Database,
  programId: string,
  wallet: string,
): Promise<PayerLine> {
  const rows = await queryRows(
    db,
    sql`with recursive attributed as (
        select t.state, t.affiliate_id from attributions t
          where t.program_id = ${programId}::uuid and t.wallet = ${wallet}
      ), line as (
        select a.id, a.parent_id, a.status, 1 as level from attributed t join affiliates a on a.id = t.affiliate_id
        union all
        select a.id, a.parent_id, a.status, l.level + 1 from line l join affiliates a on a.id = l.parent_id
          where l.level < ${lineMembersMax}
      )
      select t.state, l.id as "affiliateId", l.status = 'ACTIVE' as active
        from attributed t left join line l on true order by l.level`,
    lineRow,
  );
  const members = rows.flatMap(({ affiliateId, active }) =>
    affiliateId === null || active === null ? [] : [{ affiliateId, active }],
  );
  return { state: rows[0]?.state ?? null, members };
}
