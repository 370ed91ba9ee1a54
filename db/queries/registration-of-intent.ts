import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type IntentState, intentStates } from '../../domain/intent-state.ts';
import { type Database, queryRows } from '../database.ts';
import { newestCall } from './newest-call.ts';

/** What a registration has come to. */
export interface Registration {
  readonly state: IntentState;
  readonly failureCode: string | null;
  /** Set once settled. */
  readonly tokenId: string | null;
  /** The newest transaction that was tried. */
  readonly txHash: string | null;
}

const registrationRow = z.object({
  state: z.enum(intentStates),
  failure_code: z.string().nullable(),
  token_id: z.string().nullable(),
  tx_hash: z.string().nullable(),
});

/** The registration an intent stands for; null when there is no such intent. */
export async function registrationOfIntent(
  db: Database,
  intentId: string,
): Promise<Registration | null> {
  const [row] = await queryRows(
    db,
    sql`select i.state, i.failure_code, case when i.state = 'SETTLED' then u.token_id::text end as token_id,
        ${newestCall(sql`i.id`)} as tx_hash
      from intents i left join users u on u.register_intent_id = i.id
      where i.id = ${intentId}::uuid`,
    registrationRow,
  );
  if (row === undefined) return null;
  return {
    state: row.state,
    failureCode: row.failure_code,
    tokenId: row.token_id,
    txHash: row.tx_hash,
  };
}
