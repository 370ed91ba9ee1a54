import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';

/** What does not add up; every number must be zero. */
export interface LedgerImbalance {
  /** Transactions whose debits and credits differ in an asset, or that have fewer than two legs. */
  readonly unbalancedTransactions: number;
  /** Assets in which the balances of all accounts do not sum to zero. */
  readonly unbalancedAssets: number;
  /** Balances that differ from the sum of their postings. */
  readonly driftedBalances: number;
}

/** How many of the newest transactions the gauge looks at. */
export const imbalanceTransactionsMax = 1000;
const count = z.object({ found: z.number().int() });

async function countOf(db: Database, query: SQL): Promise<number> {
  const [row] = await queryRows(db, query, count);
  return row?.found ?? 0;
}

/**
 * The gauge: cheap enough for every scrape. Looks at the newest 1,000 transactions (ids sort by time)
 * and at the sum of all balances by asset, which shows a drift unless two drifts cancel out; for the
 * balances one by one, and for all of history, there is {@link auditLedger}.
 */
export async function ledgerImbalance(
  db: Database,
): Promise<Omit<LedgerImbalance, 'driftedBalances'>> {
  const recent = sql`select id from ledger_transactions order by id desc limit ${imbalanceTransactionsMax}`;
  return {
    unbalancedTransactions: await countOf(db, unbalancedAmong(recent)),
    unbalancedAssets: await countOf(db, unbalancedAssets),
  };
}

/** Reads every posting there is: for reconciliation and tests, not for a gauge. */
export async function auditLedger(db: Database): Promise<LedgerImbalance> {
  return {
    unbalancedTransactions: await countOf(
      db,
      unbalancedAmong(sql`select id from ledger_transactions`),
    ),
    unbalancedAssets: await countOf(db, unbalancedAssets),
    driftedBalances: await countOf(db, driftedBalances),
  };
}

const signed = sql`case p.direction when 'debit' then p.amount else -p.amount end`;

function unbalancedAmong(transactionIds: SQL): SQL {
  return sql`select count(*)::int as found from (
    select id from (
      select t.id, sum(${signed}) as ahead, count(p.leg) as legs
        from (${transactionIds}) t left join postings p on p.transaction_id = t.id group by t.id, p.asset
    ) by_asset group by id having sum(legs) < 2 or bool_or(ahead is distinct from 0)
  ) bad`;
}

const unbalancedAssets = sql`select count(*)::int as found from (
  select b.asset from account_balances b join accounts a on a.id = b.account_id
    group by b.asset having sum(case a.normal when 'debit' then b.balance else -b.balance end) <> 0
) bad`;

const driftedBalances = sql`select count(*)::int as found from (
  select p.account_id, p.asset, sum(case a.normal when p.direction then p.amount else -p.amount end) as balance
    from postings p join accounts a on a.id = p.account_id group by p.account_id, p.asset
) posted
full join (
  select account_id, asset, sum(balance) as balance from account_balances group by account_id, asset
) kept on kept.account_id = posted.account_id and kept.asset = posted.asset
where coalesce(kept.balance, 0) <> coalesce(posted.balance, 0)`;
