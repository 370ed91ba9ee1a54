import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';

/** The slots of an intent, or those without one, lowest nonce first. */
export function slotsOf(db: Database, intentId: string | null) {
  return queryRows(
    db,
    sql`select nonce::int as nonce, state from slots
      where intent_id is not distinct from ${intentId}::uuid order by nonce`,
    z.object({ nonce: z.number(), state: z.string() }),
  );
}
