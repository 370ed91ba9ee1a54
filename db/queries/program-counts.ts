import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';

const countsRow = z.object({
  registered: z.number(),
  claimed: z.number(),
  affiliates: z.number(),
  attributed: z.number(),
  open_intents: z.number(),
  parked_intents: z.number(),
});

/** How many of what a program has. */
export type ProgramCounts = z.infer<typeof countsRow>;

/** Counts what a program has; to be asked within its scope. */
export async function programCounts(db: Database, programId: string): Promise<ProgramCounts> {
  const [row] = await queryRows(
    db,
    sql`select
        (select count(*)::int from users where program_id = p.id and registered_at is not null) as registered,
        (select count(*)::int from claims k join intents i on i.id = k.intent_id
          where k.program_id = p.id and i.state = 'SETTLED') as claimed,
        (select count(*)::int from affiliates where program_id = p.id) as affiliates,
        (select count(*)::int from attributions where program_id = p.id and affiliate_id is not null) as attributed,
        (select count(*)::int from intents where program_id = p.id and state not in ('SETTLED', 'FAILED')) as open_intents,
        (select count(*)::int from intents where program_id = p.id and parked
          and state not in ('SETTLED', 'FAILED')) as parked_intents
      from programs p where p.id = ${programId}::uuid`,
    countsRow,
  );
  const none = { registered: 0, claimed: 0, affiliates: 0, attributed: 0 };
  return row ?? { ...none, open_intents: 0, parked_intents: 0 };
}
