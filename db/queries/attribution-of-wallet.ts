import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { attributionStates } from '../../domain/attribution.ts';
import { type Database, queryRows } from '../database.ts';
import type { ClaimsOf } from './claims-of-wallet.ts';

const attributionRow = z.object({
  state: z.enum(attributionStates),
  affiliate_id: z.string().nullable(),
  affiliate_wallet: z.string().nullable(),
  code: z.string().nullable(),
  source: z.string(),
  claimed_at: z.coerce.date(),
  locked_at: z.coerce.date().nullable(),
});

/** Who brought a wallet, and how firm that is; null where nobody was ever asked. To be asked within the program's scope. */
export async function attributionOfWallet(
  db: Database,
  { programId, wallet }: ClaimsOf,
): Promise<z.infer<typeof attributionRow> | null> {
  const [row] = await queryRows(
    db,
    sql`select t.state, t.affiliate_id, a.wallet as affiliate_wallet, t.code, t.source, t.claimed_at, t.locked_at
      from attributions t left join affiliates a on a.id = t.affiliate_id
      where t.program_id = ${programId}::uuid and t.wallet = ${wallet}`,
    attributionRow,
  );
  return row ?? null;
}
