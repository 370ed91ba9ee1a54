import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { sha256Hex } from '../../domain/ids.ts';
import type { AcceptItem, Effect } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';

/** First half of the advisory locks' keys; any fixed number that no other lock begins with. */
const referralLockClass = 1_937_203_614;

/**
 * Locks the trees of the programs a batch adds to, until its end. New affiliates, and registrations of wallets that are
 * affiliates, have the tree to themselves; other registrations that name a referrer share it. So no two transactions
 * close a circle together, and a burst of ordinary registrations queues for nothing.
 *
 * Gives the registrations of wallets that are affiliates: only these can close a circle of who brought whom.
 * Taken after the keys and before anything else, all in one order: design rule 21.
 */
export async function lockReferrals(
  tx: Database,
  items: readonly AcceptItem[],
): Promise<Set<Effect>> {
  const registering = items.filter(({ effect }) => effect.type === 'register');
  const naming = items.filter(({ effect }) => effect.type === 'register' && effect.named !== null);
  const joining = items.filter(({ effect }) => effect.type === 'affiliate');
  if (registering.length + joining.length === 0) return new Set();
  const byAffiliates = await itemsOfAffiliates(tx, registering);
  const exclusive = new Map<number, boolean>();
  for (const item of naming) exclusive.set(lockKeyOf(item.programId), false);
  for (const item of [...joining, ...byAffiliates]) exclusive.set(lockKeyOf(item.programId), true);
  const locks = [...exclusive]
    .map(([key, alone]) => ({ key, alone }))
    .sort((a, b) => a.key - b.key);
  if (locks.length === 0) return new Set();
  await tx.execute(sql`
    select case when l.alone then pg_advisory_xact_lock(${referralLockClass}, l.key)::text
        else pg_advisory_xact_lock_shared(${referralLockClass}, l.key)::text end
      from jsonb_to_recordset(${JSON.stringify(locks)}::jsonb) as l(key int, alone boolean)`);
  return new Set([...byAffiliates].map((item) => item.effect));
}

/** Has the tree of a program to itself until the transaction ends; comes last in it, after what {@link lockReferrals} took. */
export async function lockTree(tx: Database, programId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(${referralLockClass}::int, ${lockKeyOf(programId)}::int)`,
  );
}

function lockKeyOf(programId: string): number {
  return Number.parseInt(sha256Hex(programId).slice(0, 8), 16) | 0;
}

async function itemsOfAffiliates(
  tx: Database,
  items: readonly AcceptItem[],
): Promise<Set<AcceptItem>> {
  const wallets = items.flatMap(({ programId, effect }, index) =>
    effect.type === 'register' ? [{ index, programId, wallet: effect.intent.wallet }] : [],
  );
  if (wallets.length === 0) return new Set();
  const rows = await queryRows(
    tx,
    sql`select w.index from jsonb_to_recordset(${JSON.stringify(wallets)}::jsonb) as w(index int, "programId" uuid, wallet text)
      join affiliates a on a.program_id = w."programId" and a.wallet = w.wallet`,
    z.object({ index: z.number() }),
  );
  const indexes = new Set(rows.map((row) => row.index));
  return new Set(items.filter((_, index) => indexes.has(index)));
}
