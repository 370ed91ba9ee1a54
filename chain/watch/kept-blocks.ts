import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { SeenBlock } from '../../db/chain-ground.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { blocks, chains } from '../../db/schema/chain.ts';
import type { Chain } from '../../domain/chain-port.ts';
import { invariant } from '../../domain/errors.ts';
import { readBlocks } from './walk.ts';

/** Hashes that are kept: how deep a reorganisation may be and still be followed. */
export const blocksKept = 256n;

/** Where the watcher of a chain stands. */
export interface Standing {
  readonly watchedBlock: bigint;
  /** The hash of that block; null before the first look. */
  readonly watchedHash: string | null;
  /** A reorganisation deeper than the kept hashes waits for an operator. */
  readonly halted: boolean;
}

const standingRow = z.object({
  watched_block: z.coerce.bigint(),
  hash: z.string().nullable(),
  halted: z.boolean(),
});

/** Reads where the watcher of a chain stands. */
export async function readStanding(db: Database, chainId: number): Promise<Standing> {
  const [row] = await queryRows(
    db,
    sql`select c.watched_block::text as watched_block, b.hash,
        exists (select from findings f where f.code = 'REORGANISATION_TOO_DEEP'
          and f.subject = ${`chain:${chainId}`} and f.closed_at is null) as halted
      from chains c left join blocks b on b.chain_id = c.chain_id and b.number = c.watched_block
      where c.chain_id = ${chainId}`,
    standingRow,
  );
  invariant(row !== undefined, `Expected chain ${chainId} to be registered before it is watched`);
  return { watchedBlock: row.watched_block, watchedHash: row.hash, halted: row.halted };
}

/** The hash kept for a height, or null. */
export async function keptHash(
  db: Database,
  chainId: number,
  number: bigint,
): Promise<string | null> {
  const [kept] = await db
    .select({ hash: blocks.hash })
    .from(blocks)
    .where(and(eq(blocks.chainId, chainId), eq(blocks.number, number)));
  return kept?.hash ?? null;
}

/** The kept blocks up to a height, the highest first. */
export function keptUpTo(db: Database, chainId: number, number: bigint): Promise<SeenBlock[]> {
  return db
    .select({ number: blocks.number, hash: blocks.hash })
    .from(blocks)
    .where(and(eq(blocks.chainId, chainId), lte(blocks.number, number)))
    .orderBy(desc(blocks.number))
    .limit(Number(blocksKept));
}

/**
 * Remembers the watched block and those before it, where a chain is looked at for the first time or somebody else
 * (a release that kept no hashes) has moved it on. Where they do not follow what is kept, the watched block goes
 * back to that, from where the reorganisation is found. Does nothing when the node can not tell them now.
 */
export async function rememberBlocks(db: Database, chain: Chain, watched: bigint): Promise<void> {
  const { chainId } = chain;
  const oldest = watched < blocksKept ? 0n : watched - blocksKept + 1n;
  const [newest] = await keptUpTo(db, chainId, watched);
  const follows = newest !== undefined && newest.number >= oldest ? newest : null;
  const found = await readBlocks(chain, follows === null ? oldest : follows.number + 1n, watched);
  const rows: { chainId: number; number: bigint; hash: string }[] = [];
  let parent = follows?.hash;
  for (const block of found) {
    if (block === null) return;
    if (parent !== undefined && block.parentHash !== parent) {
      if (follows !== null && rows.length === 0)
        await goBack(db, chainId, { watched, to: follows });
      return;
    }
    rows.push({ chainId, number: block.number, hash: block.hash });
    parent = block.hash;
  }
  await db
    .insert(blocks)
    .values(rows)
    .onConflictDoNothing({ target: [blocks.chainId, blocks.number] });
}

async function goBack(
  db: Database,
  chainId: number,
  { watched, to }: { readonly watched: bigint; readonly to: SeenBlock },
): Promise<void> {
  await db
    .update(chains)
    .set({ watchedBlock: to.number })
    .where(and(eq(chains.chainId, chainId), eq(chains.watchedBlock, watched)));
}
