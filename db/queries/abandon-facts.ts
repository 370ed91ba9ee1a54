import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';

/** What the abandon rule asks of an intent's slots, as {@link abandonFacts} gives it. */
export const abandonFactsRow = z.object({ signed_call_live: z.boolean(), slots_live: z.number() });

/**
 * One row of facts for the abandon rule (`domain/abandon-rule.ts`) about the intent whose id `intentId` is: to be
 * selected from.
 */
export function abandonFacts(intentId: SQL): SQL {
  return sql`(
    select count(*)::int as slots_live, coalesce(bool_or(exists (
        select from attempts a where a.slot_id = s.id and a.purpose = 'CALL')), false) as signed_call_live
      from slots s where s.intent_id = ${intentId} and s.state <> 'WITHOUT_EFFECT')`;
}
