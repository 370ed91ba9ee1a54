import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { noteInPool, sendStored } from '../../chain/keeper/attempts.ts';
import { queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { attempts } from '../../db/schema/chain.ts';
import type { ChunkDone, ChunkRequest } from '../../domain/sagas/payout-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { inGroups } from '../in-groups.ts';
import { chunkDone, readChunk } from './payout-chunk.ts';

const unsentRow = z.object({ id: z.uuid() });

/**
 * Sends the stored bytes of a chunk that were not sent yet, lowest nonce first. What the node does not take (its nonce
 * used up, too little offered, the wallet short) is left to the keeper of slots, and to the rail, which asks.
 */
export async function sendPayouts(deps: ActivityDeps, request: ChunkRequest): Promise<ChunkDone> {
  const { db, chain, crash } = deps;
  const chunk = await readChunk(
    db,
    request,
    sql`i.state = 'SUBMITTED' and exists (select from slots s join attempts a on a.slot_id = s.id
      where s.intent_id = i.id and s.state = 'OPEN' and a.broadcast_at is null)`,
  );
  const unsent = await queryRows(
    db,
    sql`select distinct on (s.nonce) a.id from slots s join attempts a on a.slot_id = s.id
      where s.intent_id in (${idsIn(chunk.map(({ intent_id }) => intent_id))}) and s.state = 'OPEN'
      order by s.nonce, a.ordinal desc`,
    unsentRow,
  );
  if (unsent.length === 0) return chunkDone(chunk, 0);
  const ids = unsent.map(({ id }) => id);
  const rows = await db.select().from(attempts).where(inArray(attempts.id, ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const { number: head } = await chain.head();
  const sent = await inGroups(ids, async (id) => {
    const attempt = byId.get(id);
    if (attempt === undefined) return [];
    return (await sendStored(chain, attempt)) === 'wallet-short' ? [] : [id];
  });
  await crash('sendPayouts:sent');
  const noted = sent.flat();
  await noteInPool(db, noted, head);
  // Where the wallet can not pay for one, it can not for those behind it either.
  const short = noted.length < ids.length;
  return short ? { moved: noted.length, next: null } : chunkDone(chunk, noted.length);
}
