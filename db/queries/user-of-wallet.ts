import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { attributionStates } from '../../domain/attribution.ts';
import { intentStates } from '../../domain/intent-state.ts';
import { type Database, queryRows } from '../database.ts';

const userRow = z.object({
  intentId: z.string(),
  state: z.enum(intentStates),
  failureCode: z.string().nullable(),
  /** Set once settled. */
  tokenId: z.string().nullable(),
  registeredAt: z.coerce.date().nullable(),
  /** How firm it is who brought the wallet; null where nobody was ever asked. */
  attribution: z.enum(attributionStates).nullable(),
});

/** A wallet (lower case) as a program knows it; null for one it does not. */
export async function userOfWallet(
  db: Database,
  programId: string,
  wallet: string,
): Promise<z.infer<typeof userRow> | null> {
  const [row] = await queryRows(
    db,
    sql`select u.register_intent_id as "intentId", i.state, i.failure_code as "failureCode",
        case when i.state = 'SETTLED' then u.token_id::text end as "tokenId", u.registered_at as "registeredAt", t.state as attribution
      from users u join intents i on i.id = u.register_intent_id
      left join attributions t on t.program_id = u.program_id and t.wallet = u.wallet
      where u.program_id = ${programId}::uuid and u.wallet = ${wallet}`,
    userRow,
  );
  return row ?? null;
}
