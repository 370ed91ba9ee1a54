import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../../domain/errors.ts';
import { type Database, queryRows } from '../database.ts';

const railRow = z.object({
  method: z.string(),
  treasury: z.string(),
  wallet: z.string().nullable(),
});

/** The treasury of program `g` is none of the wallets the platform sends from on its chain; there may be several. */
const notSentFrom = sql`not exists (
  select from signers own where own.chain_id = g.chain_id and own.wallet = lower(g.treasury_address))`;

/** Why nothing of a program could be paid out on chain: its treasury is not the wallet the platform sends from. */
export async function onChainUnavailable(db: Database, programId: string): Promise<string | null> {
  const [row] = await queryRows(
    db,
    sql`select lower(g.treasury_address) as treasury, s.wallet from programs g left join signers s on s.chain_id = g.chain_id
      where g.id = ${programId}::uuid and ${notSentFrom} limit 1`,
    railRow.omit({ method: true }),
  );
  return row === undefined ? null : elsewhere(row);
}

function elsewhere({ treasury, wallet }: Pick<z.infer<typeof railRow>, 'treasury' | 'wallet'>) {
  const sends = wallet === null ? 'no wallet is known to send from' : `it sends from ${wallet}`;
  return `the program's treasury is ${treasury}, and ${sends}. Edit the batch to another method.`;
}

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
        and ${notSentFrom}
      limit 1`,
    railRow,
  );
  if (row === undefined) return null;
  return new ApiError('PAYOUT_METHOD_UNAVAILABLE', `${row.method}: ${elsewhere(row)}`);
}
