import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { SeenBlock } from '../../db/chain-ground.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { type NewFinding, reportFindings } from '../../db/findings.ts';
import type { BlockView } from '../../domain/chain-port.ts';
import { blocksKept } from './kept-blocks.ts';
import { reverseLeftOver } from './reverse-final.ts';

/** Blocks to be worked through, following the one known. */
export interface NewBlocks {
  readonly chainId: number;
  readonly known: SeenBlock;
  /** At least one, in order. */
  readonly blocks: readonly BlockView[];
}

/**
 * Works through new blocks in one transaction: keeps their hashes, notes which watched transactions they hold,
 * and looks for transactions that should not be there. Gives false, and does nothing, when another watcher
 * has moved the chain on (or back) meanwhile.
 */
export function storeBlocks(db: Database, news: NewBlocks): Promise<boolean> {
  const { chainId, known, blocks } = news;
  return db.transaction(async (tx) => {
    const last = blocks.at(-1)?.number ?? known.number;
    const moved = await queryRows(
      tx,
      sql`update chains set watched_block = ${last}, advanced_at = now()
        where chain_id = ${chainId} and watched_block = ${known.number}
          and exists (select from blocks b where b.chain_id = ${chainId} and b.number = ${known.number} and b.hash = ${known.hash})
        returning chain_id::text as chain_id`,
      z.object({ chain_id: z.string() }),
    );
    if (moved.length === 0) return false;
    await keepHashes(tx, news, last);
    const mined = blocks.flatMap(({ number, hash, transactions }) =>
      transactions.map((tx_hash) => ({ number: number.toString(), block_hash: hash, tx_hash })),
    );
    if (mined.length > 0) {
      const input = JSON.stringify(mined);
      await markSeen(tx, chainId, input);
      await reportFindings(tx, await strangeOnes(tx, chainId, input));
    }
    await reverseLeftOver(tx, chainId);
    await closeOldReorganisations(tx, chainId);
    return true;
  });
}

async function keepHashes(
  tx: Database,
  { chainId, blocks }: NewBlocks,
  last: bigint,
): Promise<void> {
  const kept = blocks.map(({ number, hash }) => ({ number: number.toString(), hash }));
  await tx.execute(sql`
    insert into blocks (chain_id, number, hash)
      select ${chainId}, n.number, n.hash
        from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as n(number bigint, hash text)`);
  await tx.execute(
    sql`delete from blocks where chain_id = ${chainId} and number <= ${last - blocksKept}`,
  );
}

const minedAs = sql`as n(number bigint, block_hash text, tx_hash text)`;

async function markSeen(tx: Database, chainId: number, mined: string): Promise<void> {
  await tx.execute(sql`
    update watches w set seen_block = n.number from jsonb_to_recordset(${mined}::jsonb) ${minedAs}
      where w.chain_id = ${chainId} and w.tx_hash = n.tx_hash and not w.signalled`);
}

const strangeRow = z.object({
  code: z.enum(['SPENT_SLOT_REVIVED', 'VANISHED_PAYMENT_RETURNED']),
  subject: z.string(),
  program_id: z.string().nullable(),
  detail: z.string(),
});

/** Transactions of slots that were given up, and payments whose booking was reversed: neither was waited for. */
async function strangeOnes(tx: Database, chainId: number, mined: string): Promise<NewFinding[]> {
  const rows = await queryRows(
    tx,
    sql`with n as (select * from jsonb_to_recordset(${mined}::jsonb) ${minedAs})
      select 'SPENT_SLOT_REVIVED' as code, 'slot:' || s.id as subject, s.program_id,
          format('Transaction %s of intent %s was mined in block %s, but nonce %s had been given up (%s).',
            a.tx_hash, s.intent_id, n.number, s.nonce, s.end_reason) as detail
        from n join attempts a on a.tx_hash = n.tx_hash join slots s on s.id = a.slot_id
        where s.chain_id = ${chainId} and s.state = 'WITHOUT_EFFECT' and a.purpose = 'CALL'
          and a.mined_block_hash is distinct from n.block_hash
      union all
      select 'VANISHED_PAYMENT_RETURNED', 'payment:' || p.id, p.program_id,
          format('Transaction %s was mined in block %s, after intent %s had failed for want of it.',
            p.tx_hash, n.number, p.intent_id)
        from n join payments p on p.chain_id = ${chainId} and p.tx_hash = n.tx_hash
        where p.status = 'VANISHED'`,
    strangeRow,
  );
  return rows.map(({ program_id: programId, ...finding }) => ({ ...finding, programId }));
}

/** A reorganisation is over when new blocks still come a minute later. */
async function closeOldReorganisations(tx: Database, chainId: number): Promise<void> {
  await tx.execute(sql`
    update findings set closed_at = now(), close_reason = 'the chain has moved on since'
      where code = 'CHAIN_REORGANISED' and subject = ${`chain:${chainId}`} and closed_at is null
        and last_seen_at < now() - interval '1 minute'`);
}
