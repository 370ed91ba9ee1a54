import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { MalformedTransaction, toLedgerError } from './errors.ts';
import { assertPostable, contentHash, type NewLedgerTransaction } from './new-transaction.ts';

/** The most transactions one call of {@link post} takes. */
export const postBatchTransactionsMax = 1000;

/**
 * What became of one transaction. `replayed`: the reference was posted before with the same content.
 * `conflict`: it was posted before with other content, and nothing was written for it now. `id` is that
 * of the transaction that stands under the reference.
 */
export type PostOutcome =
  | { readonly status: 'posted'; readonly id: string }
  | { readonly status: 'replayed'; readonly id: string }
  | { readonly status: 'conflict'; readonly id: string };

/**
 * Posts 1 to 1000 transactions in one statement, with the outcome of each in the order given. All new
 * ones are written or none: a refusal by a guard is an exception, because it undoes the statement (and
 * the surrounding transaction); callers that batch strangers' transactions bisect.
 *
 * In a batch the first transaction of a reference wins and the others are judged against it. Balances
 * are judged by the batch's net change of each account. Inside a database transaction, post with one
 * call: two calls could lock balances in an order that deadlocks with another pair.
 *
 * @throws MalformedTransaction, TooFewLegs, Unbalanced, UnknownAccount, ForeignAccount or InsufficientBalance.
 */
export async function post(
  db: Database,
  transactions: readonly NewLedgerTransaction[],
): Promise<PostOutcome[]> {
  if (transactions.length === 0) return [];
  if (transactions.length > postBatchTransactionsMax) {
    throw new MalformedTransaction(
      `Expected at most ${postBatchTransactionsMax} transactions in a batch, got ${transactions.length}`,
    );
  }
  const entries = transactions.map(toEntry);
  const firsts = new Map<string, Entry>();
  for (const entry of entries) {
    if (!firsts.has(entry.reference)) firsts.set(entry.reference, entry);
  }
  const standing = await write(db, [...firsts.values()]);
  return entries.map((entry) => {
    const stored = standing.get(entry.reference);
    invariant(
      stored !== undefined,
      `reference ${entry.reference} is taken by a transaction that this connection can not see`,
    );
    if (stored.posted && firsts.get(entry.reference) === entry)
      return { status: 'posted', id: stored.id };
    const same = stored.contentHash === entry.content_hash;
    return { status: same ? 'replayed' : 'conflict', id: stored.id };
  });
}

/** A transaction as `ledger_post` reads it. */
type Entry = ReturnType<typeof toEntry>;

function toEntry(transaction: NewLedgerTransaction) {
  assertPostable(transaction);
  return {
    id: transaction.id ?? newId(),
    program_id: transaction.programId,
    reference: transaction.reference,
    content_hash: contentHash(transaction),
    intent_id: transaction.intentId,
    metadata: transaction.metadata,
    effective_at: transaction.effectiveAt?.toISOString(),
    postings: transaction.postings.map(({ account, direction, amount, asset }) => ({
      account,
      direction,
      amount: amount.toString(),
      asset,
    })),
  };
}

const postedRow = z.object({ posted: z.literal(true), id: z.uuid() });
const earlierRow = z.object({
  posted: z.literal(false),
  id: z.uuid(),
  reference: z.string(),
  content_hash: z.string(),
});
const standingRow = z.discriminatedUnion('posted', [postedRow, earlierRow]);

interface Standing {
  readonly id: string;
  readonly contentHash: string;
  readonly posted: boolean;
}

/** Runs the statement; gives the transaction that now stands under each reference. */
async function write(db: Database, entries: readonly Entry[]): Promise<Map<string, Standing>> {
  const query = sql`select reference, id, content_hash, posted from ledger_post(${JSON.stringify(entries)}::jsonb)`;
  const rows = await queryRows(db, query, standingRow).catch((error: unknown) => {
    throw toLedgerError(error);
  });
  const entriesById = new Map(entries.map((entry) => [entry.id, entry]));
  const standing = new Map<string, Standing>();
  for (const row of rows) {
    if (!row.posted) {
      standing.set(row.reference, { id: row.id, contentHash: row.content_hash, posted: false });
      continue;
    }
    const entry = entriesById.get(row.id);
    invariant(entry !== undefined, `ledger_post gave back ${row.id}, which was not in the batch`);
    standing.set(entry.reference, { id: row.id, contentHash: entry.content_hash, posted: true });
  }
  return standing;
}
