import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import type { Reorganisation } from './reorganisation.ts';

const reopenedRow = z.object({ slot_id: z.string(), intent_id: z.string() });

/**
 * Opens the slots again whose transaction was mined above the ancestor, and takes their CONFIRMED intents back to
 * SUBMITTED. What the gas had cost stays noted on the attempt until it is mined again. Gives all intents whose
 * delivery is gone, the settled ones among them.
 */
export async function takeBackDeliveries(
  tx: Database,
  { chainId, ancestor }: Reorganisation,
  affected: readonly string[],
): Promise<string[]> {
  const reopened = await queryRows(
    tx,
    sql`update slots set state = 'OPEN'
      where chain_id = ${chainId} and state = 'EFFECTIVE' and intent_id in (${idsIn(affected)})
        and exists (select from attempts a where a.slot_id = slots.id and a.mined_block > ${ancestor.number})
      returning id as slot_id, intent_id`,
    reopenedRow,
  );
  const slotIds = reopened.map((row) => row.slot_id);
  const intentIds = reopened.map((row) => row.intent_id);
  await tx.execute(sql`
    update attempts set mined_block = null, mined_block_hash = null where slot_id in (${idsIn(slotIds)})`);
  await tx.execute(sql`
    update intents set state = 'SUBMITTED', changed_by = 'watcher',
        change_reason = ${`reorganisation: its transaction was mined above block ${ancestor.number}, which is the last that is left`}
      where id in (${idsIn(intentIds)}) and state = 'CONFIRMED'`);
  await tx.execute(sql`
    insert into watches (intent_id, program_id, tx_hash, chain_id, confirmations)
      select i.id, i.program_id, a.tx_hash, s.chain_id, g.confirmations
        from slots s join attempts a on a.slot_id = s.id join intents i on i.id = s.intent_id
        join programs g on g.id = i.program_id
        where s.id in (${idsIn(slotIds)}) and i.state not in ('SETTLED', 'FAILED')
      on conflict (intent_id, tx_hash) do update set seen_block = null, signalled = false`);
  return intentIds;
}
