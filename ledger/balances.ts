import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { UnknownAccount } from './errors.ts';

/** Numbers from SQL come as text, so that no driver can round them. */
const integer = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text));

/** What an account has of one asset, in minor units on its normal side. */
export interface Balance {
  readonly posted: bigint;
  readonly held: bigint;
  /** `posted` less holds and floor; what a guarded account can still pay out. */
  readonly available: bigint;
}

const balanceRow = z.object({ posted: integer, held: integer, floor: integer });

/**
 * The balance of an account in one asset, zero when it never moved.
 * @throws UnknownAccount when there is no such account, or none this connection may see.
 */
export async function balanceOf(db: Database, account: string, asset: string): Promise<Balance> {
  const [row] = await queryRows(
    db,
    sql`select coalesce(sum(b.balance), 0)::text as posted, coalesce(sum(b.held), 0)::text as held, a.floor::text as floor
      from accounts a left join account_balances b on b.account_id = a.id and b.asset = ${asset}
      where a.name = ${account} group by a.id, a.floor`,
    balanceRow,
  );
  if (row === undefined) throw new UnknownAccount(`account ${account} does not exist`);
  return { posted: row.posted, held: row.held, available: row.posted - row.held - row.floor };
}

const trialLine = z.object({
  account: z.string(),
  asset: z.string(),
  debit: integer,
  credit: integer,
});
const trialTotal = trialLine.omit({ account: true });

/** Each account's balance on the side where it stands. Totals cover all lines, also those left out. */
export interface TrialBalance {
  readonly totals: readonly z.infer<typeof trialTotal>[];
  readonly lines: readonly z.infer<typeof trialLine>[];
  /** True when more lines exist than were given. */
  readonly truncated: boolean;
}

export const trialBalanceLinesMax = 10_000;

/**
 * The trial balance of one program, or of everything this connection sees, in one snapshot. It is read
 * from the balances, not from the postings: its cost grows with accounts, not with history.
 */
export async function trialBalance(db: Database, programId?: string): Promise<TrialBalance> {
  const [row] = await queryRows(
    db,
    sql`with net as (
      select a.name as account, b.asset,
          sum(case a.normal when 'debit' then b.balance else -b.balance end) as ahead
        from account_balances b join accounts a on a.id = b.account_id
        where ${programId === undefined ? sql`true` : sql`a.program_id = ${programId}::uuid`}
        group by a.name, b.asset
    ), lines as (
      select account, asset, greatest(ahead, 0)::text as debit, greatest(-ahead, 0)::text as credit
        from net order by account collate "C", asset collate "C" limit ${trialBalanceLinesMax + 1}
    ), totals as (
      select asset, sum(greatest(ahead, 0))::text as debit, sum(greatest(-ahead, 0))::text as credit
        from net group by asset order by asset collate "C"
    )
    select coalesce((select jsonb_agg(to_jsonb(l)) from lines l), '[]') as lines,
      coalesce((select jsonb_agg(to_jsonb(t)) from totals t), '[]') as totals`,
    z.object({ lines: z.array(trialLine), totals: z.array(trialTotal) }),
  );
  const lines = row?.lines ?? [];
  return {
    totals: row?.totals ?? [],
    lines: lines.slice(0, trialBalanceLinesMax),
    truncated: lines.length > trialBalanceLinesMax,
  };
}
