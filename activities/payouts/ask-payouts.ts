import { sql } from 'drizzle-orm';
import type { AskRequest, ChunkDone } from '../../domain/sagas/payout-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { chunkDone, readChunk } from './payout-chunk.ts';
import { onTheirRails } from './rails.ts';

/** The watcher has seen its transaction deep enough, its nonce is used up, or the bank has answered, also before. */
const hasNews = sql`(
  exists (select from watches w join chains c on c.chain_id = w.chain_id
    where w.intent_id = i.id and w.seen_block + w.confirmations - 1 <= c.watched_block)
  or p.evidence_result_id is not null
  or exists (select from payout_results r where r.payout_id = p.id and r.applied_at is null and not r.contradicts)
  or (p.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT')
    and not exists (select from slots s where s.intent_id = i.id and s.state <> 'WITHOUT_EFFECT')))`;

/** Has the rails find out what became of a chunk of SUBMITTED payouts. Asking again does no harm. */
export async function askPayouts(
  deps: ActivityDeps,
  { news, ...request }: AskRequest,
): Promise<ChunkDone> {
  const which = news ? hasNews : sql`not ${hasNews}`;
  const chunk = await readChunk(deps.db, request, sql`i.state = 'SUBMITTED' and ${which}`);
  const moved = await onTheirRails(chunk, (rail, its) => rail.ask(deps, request.run, its));
  return chunkDone(chunk, moved);
}
