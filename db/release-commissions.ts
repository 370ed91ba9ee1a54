import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from './database.ts';

/** Commissions released by one statement; the rest follows in the next. */
const releaseBatchMax = 1000;

/** Which are released. */
export interface ReleaseRequest {
  /** ISO 8601; what is payable by then is released. */
  readonly until: string;
}

/**
 * Makes commissions payable whose hold period is over by a given time, in bounded statements. Gives how many; repeating
 * it finds nothing more to do. What somebody else is about to release or reverse is left to them.
 */
export async function releaseCommissions(db: Database, { until }: ReleaseRequest): Promise<number> {
  const due = sql`status = 'ACCRUED' and payable_at <= ${until}::timestamptz
    order by id limit ${releaseBatchMax} for update skip locked`;
  return await releaseAll(db, due);
}

/**
 * The same for one program, within the transaction that plans its payouts: nothing that is due by now is left out of a
 * batch because the schedule has yet to come to it. It waits for whoever holds one of them.
 */
export async function releaseForBatch(
  tx: Database,
  { programId, now }: { readonly programId: string; readonly now: Date },
): Promise<number> {
  const due = sql`status = 'ACCRUED' and program_id = ${programId}::uuid and payable_at <= ${now.toISOString()}::timestamptz
    order by id limit ${releaseBatchMax} for update`;
  return await releaseAll(tx, due);
}

async function releaseAll(db: Database, due: SQL): Promise<number> {
  for (let total = 0; ; ) {
    const released = await queryRows(
      db,
      sql`with due as (select id from commissions where ${due})
        update commissions c set status = 'PAYABLE' from due where c.id = due.id returning c.id`,
      z.object({ id: z.string() }),
    );
    total += released.length;
    if (released.length < releaseBatchMax) return total;
  }
}
