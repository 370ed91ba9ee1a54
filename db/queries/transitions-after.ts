import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { type Database, queryRows } from '../database.ts';

/** A change of an intent, as rows tell it. */
export const transitionRow = z
  .object({
    version: z.number(),
    from_state: z.enum(intentStates).nullable(),
    to_state: z.enum(intentStates),
    at: z.coerce.date(),
    actor: z.string(),
    reason: z.string(),
  })
  .transform(({ version, from_state, to_state, at, actor, reason }) => ({
    version,
    from: from_state,
    to: to_state,
    at: at.toISOString(),
    actor,
    reason,
  }));

/** A change of an intent: of its state, or of being parked. */
export type Transition = z.infer<typeof transitionRow>;

/** Changes given at once; an intent has a handful, unless it was parked and resumed very often. */
const transitionsMax = 500;

/** The changes of an intent after a version, oldest first. */
export async function transitionsAfter(
  db: Database,
  intentId: string,
  version: number,
): Promise<Transition[]> {
  return await queryRows(
    db,
    sql`select version, from_state, to_state, at, actor, reason from transitions
      where intent_id = ${intentId}::uuid and version > ${version} order by version limit ${transitionsMax}`,
    transitionRow,
  );
}
