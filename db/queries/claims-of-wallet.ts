import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { claimInput } from '../../domain/sagas/claim.ts';
import { type Database, queryRows } from '../database.ts';

/** Newest first; older ones are reached by their ids. */
export const claimsMax = 50;

const claimRow = z.object({
  id: z.string(),
  state: z.enum(intentStates),
  parked: z.boolean(),
  failure_code: z.string().nullable(),
  failure_detail: z.string().nullable(),
  input: claimInput,
  token_id: z.string().nullable(),
  holds_slot: z.boolean(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
});

/** A claim of a wallet, also one that failed. */
export type WalletClaim = z.infer<typeof claimRow>;

/** The newest claims of a wallet (lower case), at most 50; `holds_slot` marks the one whose payment was verified. */
export async function claimsOfWallet(
  db: Database,
  programId: string,
  wallet: string,
): Promise<WalletClaim[]> {
  return await queryRows(
    db,
    sql`select i.id, i.state, i.parked, i.failure_code, i.failure_detail, i.input, u.token_id::text as token_id,
        exists (select from claims k where k.intent_id = i.id) as holds_slot, i.created_at, i.updated_at
      from intents i left join users u on u.program_id = i.program_id and u.wallet = i.wallet
      where i.program_id = ${programId}::uuid and i.wallet = ${wallet} and i.kind = 'claim'
      order by holds_slot desc, i.created_at desc, i.id desc limit ${claimsMax}`,
    claimRow,
  );
}
