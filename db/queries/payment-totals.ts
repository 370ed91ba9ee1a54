import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';

const totalRow = z.object({
  asset: z.string(),
  decimals: z.number(),
  payments: z.number(),
  amount: z.string(),
});

/** The payments of a program that count towards a claim, added up for each asset in minor units. */
export async function paymentTotals(
  db: Database,
  programId: string,
): Promise<z.infer<typeof totalRow>[]> {
  return await queryRows(
    db,
    sql`select y.asset, k.decimals, count(*)::int as payments, sum(y.amount)::text as amount
      from payments y join tokens k on k.chain_id = y.chain_id and k.symbol = y.asset
      where y.program_id = ${programId}::uuid and y.status = 'APPLIED'
      group by y.asset, k.decimals order by y.asset`,
    totalRow,
  );
}
