import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';

/** Program tokens that the programs of a chain have in their books together, minor units; what is held is among them. */
export async function inventoriesOfChain(db: Database, chainId: number): Promise<bigint> {
  const [row] = await queryRows(
    db,
    sql`select coalesce(sum(b.balance), 0)::text as total
      from programs p join accounts a on a.name = 'program:' || p.id || ':token_inventory'
      join account_balances b on b.account_id = a.id and b.asset = 'SGE'
      where p.chain_id = ${chainId}`,
    z.object({ total: z.string() }),
  );
  return BigInt(row?.total ?? 0);
}
