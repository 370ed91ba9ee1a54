import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';
import type { Page } from './claims-of-wallet.ts';
import { newestCall } from './newest-call.ts';

const mintRow = z.object({
  id: z.string(),
  wallet: z.string(),
  token_id: z.string().nullable(),
  tx_hash: z.string().nullable(),
  intent_id: z.string(),
  registered_at: z.coerce.date(),
});

/** A settled registration as it is listed. */
export type ListedMint = z.infer<typeof mintRow>;

/** Settled registrations, the newest first, one more than the page takes where there are more. To be asked within the program's scope. */
export async function mintsPage(
  db: Database,
  programId: string,
  { limit, before, offset }: Page,
): Promise<ListedMint[]> {
  return await queryRows(
    db,
    sql`select u.id, u.wallet, u.token_id::text as token_id, u.register_intent_id as intent_id, u.registered_at,
        ${newestCall(sql`u.register_intent_id`)} as tx_hash
      from users u
      where u.program_id = ${programId}::uuid and u.registered_at is not null
        and (${before}::uuid is null or u.id < ${before}::uuid)
      order by u.id desc limit ${limit + 1} offset ${offset}`,
    mintRow,
  );
}
