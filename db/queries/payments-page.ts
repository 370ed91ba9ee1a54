import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';
import type { Page } from './claims-of-wallet.ts';

const paymentRow = z.object({
  id: z.string(),
  intent_id: z.string(),
  payer: z.string(),
  recipient: z.string(),
  tx_hash: z.string(),
  log_index: z.number(),
  block_number: z.string(),
  asset: z.string(),
  amount: z.string(),
  decimals: z.number(),
  status: z.enum(['SUSPENSE', 'APPLIED', 'VANISHED']),
  created_at: z.coerce.date(),
});

/** A verified payment as it is listed. */
export type ListedPayment = z.infer<typeof paymentRow>;

/** Which payments of a program. */
export interface PaymentsOf {
  readonly programId: string;
  /** Whose claims they were made for, in lower case; null: of all wallets. */
  readonly wallet: string | null;
}

/** Verified payments, newest first, one more than the page takes where there are more. To be asked within the program's scope. */
export async function paymentsPage(
  db: Database,
  { programId, wallet }: PaymentsOf,
  { limit, before, offset }: Page,
): Promise<ListedPayment[]> {
  return await queryRows(
    db,
    sql`select y.id, y.intent_id, y.payer, y.recipient, y.tx_hash, y.log_index, y.block_number::text as block_number,
        y.asset, y.amount::text as amount, k.decimals, y.status, y.created_at
      from payments y join tokens k on k.chain_id = y.chain_id and k.symbol = y.asset
        join intents i on i.id = y.intent_id
      where y.program_id = ${programId}::uuid and (${wallet}::text is null or i.wallet = ${wallet}::text)
        and (${before}::uuid is null or y.id < ${before}::uuid)
      order by y.id desc limit ${limit + 1} offset ${offset}`,
    paymentRow,
  );
}
