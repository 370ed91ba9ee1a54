import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from './database.ts';
import { closeFindings, type NewFinding, reportFindings } from './findings.ts';

const code = 'TREASURY_OWES';

const debtRow = z.object({
  program_id: z.uuid(),
  account: z.string(),
  asset: z.string(),
  owes: z.string(),
});

/** Reports what the treasury of a program owes, what it has promised included, after a payment was taken back. */
export async function reportTreasuryDebts(tx: Database, programId: string): Promise<void> {
  const rows = await queryRows(
    tx,
    sql`select a.program_id, a.name as account, b.asset, (-sum(b.balance - b.held))::text as owes
      from accounts a join account_balances b on b.account_id = a.id
      where a.name = ${`program:${programId}:treasury`} group by a.program_id, a.name, b.asset having sum(b.balance - b.held) < 0`,
    debtRow,
  );
  await reportFindings(
    tx,
    rows.map(
      (row): NewFinding => ({
        ...{ code, programId: row.program_id, subject: `account:${row.account}:${row.asset}` },
        detail: `It owes ${row.owes} minor units of ${row.asset}: a payment was spent and then taken back by the chain.`,
      }),
    ),
  );
}

const paidRow = z.object({ subject: z.string() });

/** Closes what was reported and has been paid in since. */
export async function closePaidDebts(db: Database): Promise<void> {
  const paid = await queryRows(
    db,
    sql`select f.subject from findings f
      where f.code = ${code} and f.closed_at is null and not exists (
        select from accounts a join account_balances b on b.account_id = a.id
          where f.subject = 'account:' || a.name || ':' || b.asset
          group by a.id, b.asset having sum(b.balance - b.held) < 0)`,
    paidRow,
  );
  for (const { subject } of paid)
    await closeFindings(db, { code, subject, reason: 'it was paid in' });
}
