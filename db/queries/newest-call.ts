import { type SQL, sql } from 'drizzle-orm';

/**
 * SQL: the hash of the transaction that shows what an intent sent, as a scalar; null where nothing is signed. The one
 * that is mined, otherwise the newest attempt of the newest nonce; what only cancels shows nothing.
 */
export function newestCall(intentId: SQL): SQL {
  return sql`(select a.tx_hash from slots s join attempts a on a.slot_id = s.id
    where s.intent_id = ${intentId} and a.purpose = 'CALL'
    order by a.mined_block is null, s.nonce desc, a.ordinal desc limit 1)`;
}
