import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import type { Posting } from '../domain/chart-of-accounts.ts';

const legRow = z.object({
  account: z.string(),
  direction: z.enum(['debit', 'credit']),
  amount: z.string().transform((text) => BigInt(text)),
  asset: z.string(),
});

/** The legs of the ledger transaction with this reference, in their order; none when there is no such one. */
export function readPostings(db: Database, reference: string): Promise<Posting[]> {
  return queryRows(
    db,
    sql`select a.name as account, p.direction, p.amount::text as amount, p.asset
      from ledger_transactions t join postings p on p.transaction_id = t.id join accounts a on a.id = p.account_id
      where t.reference = ${reference} order by p.leg`,
    legRow,
  );
}
