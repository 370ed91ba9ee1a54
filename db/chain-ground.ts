import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from './database.ts';

/** A block as something was seen in it. */
export interface SeenBlock {
  readonly number: bigint;
  readonly hash: string;
}

/**
 * Whether a block can be built on. `firm`: the watcher has worked through this very block. `unwatched`: it has
 * not got there yet. `gone`: it knows another block at this height, so this one is not part of the chain.
 */
export type Ground = 'firm' | 'unwatched' | 'gone';

/** One lock per chain, outside of all tables. */
const lockOf = (chainId: number) => sql`hashtextextended(${`chain:${chainId}`}, 0)`;

/**
 * Keeps a reorganisation from being worked in until the transaction ends. Taken first of all, before any row, by
 * whatever writes what depends on a block: it then writes either before the reorganisation, which finds it, or
 * after it, and finds the block gone. The lock is shared, and fair to the one that waits for it alone.
 */
export async function holdGround(tx: Database, chainId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(chainId)})`);
}

/** Waits for all who hold the ground and keeps new ones out until the transaction ends: a reorganisation. */
export async function breakGround(tx: Database, chainId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(chainId)})`);
}

/**
 * Whether a block is part of the chain as the watcher knows it, with this many confirmations (1: it is the newest). An end
 * without effect is decided on such blocks alone (design rule 26), under {@link holdGround}; an effect, which a
 * reorganisation takes back, is settled on any firm one.
 */
export async function isDeep(
  tx: Database,
  { chainId, confirmations }: { readonly chainId: number; readonly confirmations: number },
  block: SeenBlock,
): Promise<boolean> {
  const watched = sql`chains where chain_id = ${chainId} and watched_block >= ${block.number + BigInt(confirmations) - 1n}`;
  const rows = await queryRows(tx, sql`select 1 as one from ${watched}`, z.unknown());
  return rows.length > 0 && (await groundOf(tx, chainId, block)) === 'firm';
}

const groundRow = z.object({
  position: z.number(),
  hash: z.string().nullable(),
  watched: z.boolean(),
  older: z.boolean(),
});

/** Judges a block by what the watcher has seen. Decisive only under {@link holdGround}. */
export async function groundOf(db: Database, chainId: number, block: SeenBlock): Promise<Ground> {
  const [ground] = await groundsOf(db, chainId, [block]);
  return ground ?? 'unwatched';
}

/** The same for many blocks in one statement, in the order given. */
export async function groundsOf(
  db: Database,
  chainId: number,
  blocks: readonly SeenBlock[],
): Promise<Ground[]> {
  const numbers = JSON.stringify(blocks.map(({ number }) => number.toString()));
  const rows = await queryRows(
    db,
    sql`select s.position::int as position, b.hash, c.watched_block >= s.number as watched,
        coalesce((select min(k.number) > s.number from blocks k where k.chain_id = c.chain_id), false) as older
      from (select e.value::bigint as number, e.ordinality - 1 as position
          from jsonb_array_elements_text(${numbers}::jsonb) with ordinality e) s
        join chains c on c.chain_id = ${chainId}
        left join blocks b on b.chain_id = c.chain_id and b.number = s.number`,
    groundRow,
  );
  const found = new Map(rows.map((row) => [row.position, row]));
  return blocks.map(({ hash }, position) => {
    const row = found.get(position);
    if (row === undefined) return 'unwatched';
    if (row.hash !== null) return row.hash === hash ? 'firm' : 'gone';
    // Older than the hashes that are kept: beyond the reach of a reorganisation that is followed.
    return row.watched && row.older ? 'firm' : 'unwatched';
  });
}
