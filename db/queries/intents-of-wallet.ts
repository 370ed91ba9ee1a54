import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { allIntentKinds } from '../../domain/sagas/registry.ts';
import { type Database, queryRows } from '../database.ts';
import type { ClaimsOf } from './claims-of-wallet.ts';

const intentRow = z.object({
  id: z.string(),
  kind: z.enum(allIntentKinds),
  state: z.enum(intentStates),
  parked: z.boolean(),
  failure_code: z.string().nullable(),
  failure_detail: z.string().nullable(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
});

/** An intent of a wallet, as lists show it. */
export type WalletIntent = z.infer<typeof intentRow>;

/** The newest intents of a wallet, of every kind. To be asked within the program's scope. */
export async function intentsOfWallet(
  db: Database,
  { programId, wallet }: ClaimsOf,
  limit: number,
): Promise<WalletIntent[]> {
  return await queryRows(
    db,
    sql`select id, kind, state, parked, failure_code, failure_detail, created_at, updated_at
      from intents where program_id = ${programId}::uuid and wallet = ${wallet} order by id desc limit ${limit}`,
    intentRow,
  );
}
