import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';
import { gatesPassed } from '../effects/program-gates.ts';
import { newestCall } from './newest-call.ts';

const statusRow = z.object({
  registered: z.boolean(),
  token_id: z.string().nullable(),
  mint_tx_hash: z.string().nullable(),
  paid: z.boolean(),
  claimed: z.boolean(),
  claim_tx_hash: z.string().nullable(),
  gates_passed: z.boolean(),
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
  /** The newest transaction that delivers its claim. */
  readonly claimTxHash: string | null;
  /** Registered, not claimed, and the program is active and its gates are passed. */
  readonly eligible: boolean;
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
        case when u.registered_at is not null then ${newestCall(sql`u.register_intent_id`)} end as mint_tx_hash,
        exists (select from payments y join intents i on i.id = y.intent_id
          where i.program_id = w.program_id and i.wallet = w.wallet and y.status <> 'VANISHED'
            and (exists (select from claims k where k.intent_id = i.id)
              or i.failure_code not in ('PAYMENT_MISMATCH', 'PAYMENT_TOO_OLD'))) as paid,
        exists (select from claims k where k.program_id = w.program_id and k.wallet = w.wallet) as claimed,
        (select ${newestCall(sql`k.intent_id`)} from claims k
          where k.program_id = w.program_id and k.wallet = w.wallet) as claim_tx_hash,
        ${gatesPassed} as gates_passed
      from (select ${programId}::uuid as program_id, ${wallet}::text as wallet) w
      join programs p on p.id = w.program_id
      left join wallet_gates g on g.program_id = w.program_id and g.wallet = w.wallet
      left join users u on u.program_id = w.program_id and u.wallet = w.wallet`,
    statusRow,
  );
  const { registered = false, claimed = false } = row ?? {};
  return {
    registered,
    tokenId: row?.token_id ?? null,
    mintTxHash: row?.mint_tx_hash ?? null,
    paid: row?.paid ?? false,
    claimed,
    claimTxHash: row?.claim_tx_hash ?? null,
    eligible: registered && !claimed && row?.gates_passed === true,
  };
}
