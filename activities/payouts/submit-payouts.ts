import { sql } from 'drizzle-orm';
import { undisputed } from '../../db/queries/payout-conditions.ts';
import type { ChunkDone, ChunkRequest } from '../../domain/sagas/payout-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { chunkDone, readChunk } from './payout-chunk.ts';
import { onTheirRails } from './rails.ts';

/** Nothing is signed for it: the nonce it had went to something else, or nothing was signed for the one it has. */
const unsigned = sql`p.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT') and not exists (
  select from slots s where s.intent_id = i.id and s.state <> 'WITHOUT_EFFECT'
    and exists (select from attempts a where a.slot_id = s.id))
  and not exists (select from slots s where s.intent_id = i.id and s.end_reason in ('REVERTED', 'NO_LOG'))`;

/**
 * Has the rails prepare a chunk of payouts: those that are LOCKED, and those whose preparation is void. What may have been
 * paid already, by a payout of which a bank has said two things, waits for two people.
 */
export async function submitPayouts(deps: ActivityDeps, request: ChunkRequest): Promise<ChunkDone> {
  const chunk = await readChunk(
    deps.db,
    request,
    sql`(i.state = 'LOCKED' or (i.state = 'SUBMITTED' and ${unsigned})) and (p.evidence_result_id is not null or ${undisputed})`,
  );
  const moved = await onTheirRails(chunk, (rail, its) => rail.submit(deps, request.run, its));
  return chunkDone(chunk, moved);
}
