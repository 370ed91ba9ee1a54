import { desc, eq } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { programTerms } from '../schema/people.ts';

/** The terms that a program's affiliates agree to now, with their text; null where it has published none. */
export async function currentTerms(db: Database, programId: string) {
  const [row] = await db
    .select()
    .from(programTerms)
    .where(eq(programTerms.programId, programId))
    .orderBy(desc(programTerms.publishedAt), desc(programTerms.id))
    .limit(1);
  return row ?? null;
}
