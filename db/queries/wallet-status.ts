import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';

const statusRow = z.object({
  registered: z.boolean(),
  token_id: z.string().nullable(),
  mint_tx_hash: z.string().nullable(),
  paid: z.boolean(),
  claimed: z.boolean(),
});

/** Where a wallet stands in a program. */
export interface WalletStatus {
  /** Its registration has settled. */
  readonly registered: boolean;
  readonly tokenId: string | null;
  readonly mintTxHash: string | null;
  /** A payment of it was verified. */
  readonly paid: boolean;
  /** A verified payment has taken its claim slot. */
  readonly claimed: boolean;
}

/** The status of a wallet (lower case); everything false or null for one the program does not know. */
export async function walletStatus(
  db: Database,
  programId: string,
  wallet: string,
): Promise<WalletStatus> {
  const [row] = await queryRows(
    db,
    sql`select coalesce(u.registered_at is not null, false) as registered, u.token_id::text as token_id,
        (select a.tx_hash from slots s join attempts a on a.slot_id = s.id
          where u.registered_at is not null and s.intent_id = u.register_intent_id
          order by a.mined_block is null, a.ordinal desc limit 1) as mint_tx_hash,
        exists (select from payments y join intents i on i.id = y.intent_id
          where i.program_id = w.program_id and i.wallet = w.wallet) as paid,
        exists (select from claims k where k.program_id = w.program_id and k.wallet = w.wallet) as claimed
      from (select ${programId}::uuid as program_id, ${wallet}::text as wallet) w
      left join users u on u.program_id = w.program_id and u.wallet = w.wallet`,
    statusRow,
  );
  return {
    registered: row?.registered ?? false,
    tokenId: row?.token_id ?? null,
    mintTxHash: row?.mint_tx_hash ?? null,
    paid: row?.paid ?? false,
    claimed: row?.claimed ?? false,
  };
}
