import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../../domain/errors.ts';
import { type Database, queryRows } from '../database.ts';

const railRow = z.object({
  method: z.string(),
  treasury: z.string(),
  wallet: z.string().nullable(),
});

/**
 * Why a batch's on-chain payouts could not be made: its program's treasury is not the wallet the platform sends from on
 * that chain, so that what is there is not the platform's to send. Null when they can.
 */
export async function unavailableMethods(db: Database, batchId: string): Promise<ApiError | null> {
  const [row] = await queryRows(
    db,
    sql`select p.method, lower(g.treasury_address) as treasury, s.wallet
      from payouts p join programs g on g.id = p.program_id left join signers s on s.chain_id = g.chain_id
      where p.batch_id = ${batchId}::uuid and p.status = 'PLANNED' and p.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT')
        and lower(g.treasury_address) is distinct from s.wallet
      limit 1`,
    railRow,
  );
  if (row === undefined) return null;
  const sends =
    row.wallet === null ? 'no wallet is known to send from' : `it sends from ${row.wallet}`;
  return new ApiError(
    'PAYOUT_METHOD_UNAVAILABLE',
    `${row.method}: the program's treasury is ${row.treasury}, and ${sends}. Edit the batch to another method.`,
  );
}
