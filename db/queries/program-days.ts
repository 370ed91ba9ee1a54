import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';
import { lastDays, today } from './last-days.ts';

const dayRow = z.object({ date: z.string(), registrations: z.number(), claims: z.number() });

/** What a day has come to. */
export type ProgramDay = z.infer<typeof dayRow>;

/** Registrations and claims of a program that settled, for each of the last days (UTC), oldest first. */
export async function programDays(
  db: Database,
  programId: string,
  days: number,
): Promise<ProgramDay[]> {
  return await queryRows(
    db,
    sql`with ${today},
      settled as (
        select i.kind, (s.settled_at at time zone 'UTC')::date as settled_on
          from intents i join settlements s on s.intent_id = i.id, today
          where i.program_id = ${programId}::uuid and i.kind in ('register', 'claim')
            and s.settled_at >= (today.at - ${days - 1}::int)::timestamp at time zone 'UTC'
      )
      select to_char(d.at, 'YYYY-MM-DD') as date,
        (select count(*)::int from settled where settled_on = d.at and kind = 'register') as registrations,
        (select count(*)::int from settled where settled_on = d.at and kind = 'claim') as claims
      from ${lastDays(days)}
      order by d.at`,
    dayRow,
  );
}
