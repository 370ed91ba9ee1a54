import { eq } from 'drizzle-orm';
import { validate } from 'uuid';
import type { Database } from '../database.ts';
import { intents } from '../schema/intents.ts';
import { programs } from '../schema/programs.ts';

/** The program an intent belongs to; null for an id that is no intent's, whatever its form. */
export async function programOfIntent(db: Database, intentId: string): Promise<string | null> {
  if (!validate(intentId)) return null;
  const [row] = await db
    .select({ programId: intents.programId })
    .from(intents)
    .where(eq(intents.id, intentId))
    .limit(1);
  return row?.programId ?? null;
}

/** As {@link programOfIntent}, with the program's slug. */
export async function programSlugOfIntent(
  db: Database,
  intentId: string,
): Promise<{ readonly id: string; readonly slug: string } | null> {
  if (!validate(intentId)) return null;
  const [row] = await db
    .select({ id: programs.id, slug: programs.slug })
    .from(intents)
    .innerJoin(programs, eq(programs.id, intents.programId))
    .where(eq(intents.id, intentId))
    .limit(1);
  return row ?? null;
}
