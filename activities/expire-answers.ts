import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';

/** Bodies expired by one statement; the rest follows in the next. */
const expireBatchMax = 1000;

/** What to expire. */
export interface ExpireAnswersRequest {
  readonly retentionDays: number;
}

/**
 * Expires the stored bodies of answers that are older than the retention (design rule 4), never while
 * their intent is open. Key and fingerprint stay for ever. Gives how many were expired; repeating it
 * finds nothing more to do.
 */
export async function expireAnswers(
  db: Database,
  { retentionDays }: ExpireAnswersRequest,
): Promise<number> {
  let total = 0;
  for (;;) {
    const [row] = await queryRows(
      db,
      sql`with due as (
          select r.scope, r.key from idempotency_records r
            left join intents i on i.id = r.intent_id
            where r.body is not null and r.answered_at < now() - make_interval(days => ${retentionDays})
              and (i.id is null or i.state in ('SETTLED', 'FAILED'))
            order by r.scope, r.key limit ${expireBatchMax} for update of r skip locked
        ), expired as (
          update idempotency_records r set body = null, headers = null, expired_at = now()
            from due where r.scope = due.scope and r.key = due.key returning 1
        )
        select count(*)::int as expired from expired`,
      z.object({ expired: z.number() }),
    );
    const expired = row?.expired ?? 0;
    total += expired;
    if (expired < expireBatchMax) return total;
  }
}
