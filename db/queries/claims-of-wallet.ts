import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { claimInput } from '../../domain/sagas/claim.ts';
import { type Database, queryRows } from '../database.ts';

const claimRow = z.object({
  id: z.string(),
  state: z.enum(intentStates),
  parked: z.boolean(),
  failure_code: z.string().nullable(),
  failure_detail: z.string().nullable(),
  input: claimInput,
  token_id: z.string().nullable(),
  holds_slot: z.boolean(),
  /** What was paid, by the chain; null while nothing is verified. Minor units. */
  verified_amount: z.string().nullable(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
});

/** A claim of a wallet, also one that failed. */
export type WalletClaim = z.infer<typeof claimRow>;

/** Whose claims. */
export interface ClaimsOf {
  readonly programId: string;
  /** Lower case. */
  readonly wallet: string;
}

/** Which part of a list, newest first: what is older than `before`, less the first `offset`. */
export interface Page {
  readonly limit: number;
  readonly before: string | null;
  readonly offset: number;
}

/** A wallet's claims, newest first, one more than the page takes where there are more. Ids sort by time. */
export async function claimsOfWallet(
  db: Database,
  whose: ClaimsOf,
  { limit, before, offset }: Page,
): Promise<WalletClaim[]> {
  const older = before === null ? sql`true` : sql`i.id < ${before}::uuid`;
  return await readClaims(
    db,
    whose,
    sql`and ${older} order by i.id desc limit ${limit + 1} offset ${offset}`,
  );
}

/** The claim whose payment was verified, or else the newest one that has not failed; null when there is none. */
export async function claimOfWallet(db: Database, whose: ClaimsOf): Promise<WalletClaim | null> {
  const [claim] = await readClaims(
    db,
    whose,
    sql`and i.state <> 'FAILED' order by (k.intent_id is not null) desc, i.id desc limit 1`,
  );
  return claim ?? null;
}

function readClaims(
  db: Database,
  { programId, wallet }: ClaimsOf,
  which: SQL,
): Promise<WalletClaim[]> {
  return queryRows(
    db,
    sql`select i.id, i.state, i.parked, i.failure_code, i.failure_detail, i.input, u.token_id::text as token_id,
        k.intent_id is not null as holds_slot,
        case when k.intent_id is not null then y.amount::text end as verified_amount, i.created_at, i.updated_at
      from intents i
      left join users u on u.program_id = i.program_id and u.wallet = i.wallet
      left join claims k on k.intent_id = i.id
      left join payments y on y.intent_id = i.id
      where i.program_id = ${programId}::uuid and i.wallet = ${wallet} and i.kind = 'claim' ${which}`,
    claimRow,
  );
}
