import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';

/** Commissions released by one statement; the rest follows in the next. */
const releaseBatchMax = 1000;

/** Up to when. */
export interface ReleaseRequest {
  /** ISO 8601; what is payable by then is released. */
  readonly until: string;
}

/**
 * Makes commissions payable whose hold period is over by a given time, in bounded statements. Gives how many; repeating
 * it finds nothing more to do.
 */
export async function releaseCommissions(db: Database, { until }: ReleaseRequest): Promise<number> {
  for (let total = 0; ; ) {
    const released = await queryRows(
      db,
      sql`with due as (
          select id from commissions where status = 'ACCRUED' and payable_at <= ${until}::timestamptz
            order by id limit ${releaseBatchMax} for update skip locked
        )
        update commissions c set status = 'PAYABLE' from due where c.id = due.id returning c.id`,
      z.object({ id: z.string() }),
    );
    total += released.length;
    if (released.length < releaseBatchMax) return total;
  }
}
