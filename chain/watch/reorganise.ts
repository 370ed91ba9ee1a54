import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { breakGround } from '../../db/chain-ground.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { reportFindings } from '../../db/findings.ts';
import { idsIn } from '../../db/ids-in.ts';
import { runsUnder } from '../../db/queries/runs-under.ts';
import type { Reorganisation } from './reorganisation.ts';
import { reverseFinal } from './reverse-final.ts';
import { takeBackDeliveries } from './take-back.ts';

const idRow = z.object({ id: z.string() });
const workflowRow = z.object({ workflow_id: z.string() });

/**
 * Takes the database back to the last common block, in one transaction: hashes, watches, payments and deliveries
 * above it are as if they had not been seen, what was confirmed by them is SUBMITTED again, and what was
 * final because of them gets a finding and a reversal that waits to see whether they come back. Gives the
 * workflows of open intents to be told; null when another watcher has been here.
 */
export function reorganise(db: Database, reorganisation: Reorganisation): Promise<string[] | null> {
  const { chainId, ancestor, watched } = reorganisation;
  return db.transaction(async (tx) => {
    await breakGround(tx, chainId);
    const taken = await queryRows(
      tx,
      sql`update chains set watched_block = ${ancestor.number}
        where chain_id = ${chainId} and watched_block = ${watched.number}
          and exists (select from blocks b where b.chain_id = ${chainId} and b.number = ${watched.number} and b.hash = ${watched.hash})
          and exists (select from blocks b where b.chain_id = ${chainId} and b.number = ${ancestor.number} and b.hash = ${ancestor.hash})
        returning chain_id::text as id`,
      idRow,
    );
    if (taken.length === 0) return null;
    await tx.execute(
      sql`delete from blocks where chain_id = ${chainId} and number > ${ancestor.number}`,
    );
    const affected = await lockAffected(tx, reorganisation);
    const deliveries = await takeBackDeliveries(tx, reorganisation, affected);
    const payments = await orphanPayments(tx, reorganisation, affected);
    await forgetSightings(tx, reorganisation);
    const where = `above block ${ancestor.number}, which a reorganisation replaced`;
    await reverseFinal(tx, { where, deliveries, payments });
    await reportFindings(tx, [findingOf(reorganisation, { deliveries, payments })]);
    return openWorkflows(tx, affected);
  });
}

/** Locks every intent that stands on a block above the ancestor, in the order of design rule 21. */
async function lockAffected(
  tx: Database,
  { chainId, ancestor }: Reorganisation,
): Promise<string[]> {
  const rows = await queryRows(
    tx,
    sql`select i.id from intents i where i.id in (
        select s.intent_id from attempts a join slots s on s.id = a.slot_id
          where a.mined_block > ${ancestor.number} and s.chain_id = ${chainId} and s.state = 'EFFECTIVE'
        union select p.intent_id from payments p
          where p.chain_id = ${chainId} and p.block_number > ${ancestor.number} and p.status <> 'VANISHED'
        union select w.intent_id from watches w
          where w.chain_id = ${chainId} and w.seen_block > ${ancestor.number})
      order by i.id for update`,
    idRow,
  );
  return rows.map(({ id }) => id);
}

/** Marks the payments above the ancestor; gives the intents they belong to. */
async function orphanPayments(
  tx: Database,
  { chainId, ancestor }: Reorganisation,
  affected: readonly string[],
): Promise<string[]> {
  const rows = await queryRows(
    tx,
    sql`update payments set orphaned_at = now()
      where chain_id = ${chainId} and block_number > ${ancestor.number} and status <> 'VANISHED'
        and orphaned_at is null and intent_id in (${idsIn(affected)})
      returning intent_id as id`,
    idRow,
  );
  const ids = rows.map(({ id }) => id);
  await tx.execute(sql`
    insert into watches (intent_id, program_id, tx_hash, chain_id, confirmations)
      select i.id, i.program_id, p.tx_hash, p.chain_id, g.confirmations
        from payments p join intents i on i.id = p.intent_id join programs g on g.id = i.program_id
        where p.intent_id in (${idsIn(ids)}) and i.state not in ('SETTLED', 'FAILED')
      on conflict (intent_id, tx_hash) do update set seen_block = null, signalled = false`);
  return ids;
}

/** Whatever was seen above the ancestor has to be seen again. */
async function forgetSightings(tx: Database, { chainId, ancestor }: Reorganisation): Promise<void> {
  await tx.execute(sql`
    update watches set seen_block = null, signalled = false
      where chain_id = ${chainId} and seen_block > ${ancestor.number}`);
}

async function openWorkflows(tx: Database, affected: readonly string[]): Promise<string[]> {
  const rows = await queryRows(
    tx,
    sql`select distinct ${runsUnder} as workflow_id from intents i
      where i.id in (${idsIn(affected)}) and i.state not in ('SETTLED', 'FAILED') and i.started_at is not null`,
    workflowRow,
  );
  return rows.map((row) => row.workflow_id);
}

function findingOf(
  { chainId, ancestor, watched }: Reorganisation,
  found: { readonly deliveries: readonly string[]; readonly payments: readonly string[] },
) {
  const depth = watched.number - ancestor.number;
  return {
    code: 'CHAIN_REORGANISED',
    subject: `chain:${chainId}`,
    programId: null,
    detail: `${depth} blocks above block ${ancestor.number} were replaced: ${found.deliveries.length} deliveries and ${found.payments.length} payments are waited for again.`,
  } as const;
}
