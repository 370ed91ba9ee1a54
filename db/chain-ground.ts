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

const groundRow = z.object({
  hash: z.string().nullable(),
  watched: z.boolean(),
  older: z.boolean(),
});

/** Judges a block by what the watcher has seen. Decisive only under {@link holdGround}. */
export async function groundOf(db: Database, chainId: number, block: SeenBlock): Promise<Ground> {
  const [found] = await queryRows(
    db,
    sql`select b.hash, c.watched_block >= ${block.number} as watched,
        coalesce((select min(k.number) > ${block.number} from blocks k where k.chain_id = c.chain_id), false) as older
      from chains c left join blocks b on b.chain_id = c.chain_id and b.number = ${block.number}
      where c.chain_id = ${chainId}`,
    groundRow,
  );
  if (found === undefined) return 'unwatched';
  if (found.hash !== null) return found.hash === block.hash ? 'firm' : 'gone';
  // Older than the hashes that are kept: beyond the reach of a reorganisation that is followed.
  return found.watched && found.older ? 'firm' : 'unwatched';
}
