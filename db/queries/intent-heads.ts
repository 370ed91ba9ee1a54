import { inArray } from 'drizzle-orm';
import { isFinal } from '../../domain/intent-state.ts';
import type { Database } from '../database.ts';
import { intents } from '../schema/intents.ts';

/** As much of an intent as a waiting request needs. */
export interface IntentHead {
  readonly id: string;
  readonly version: number;
  readonly final: boolean;
}

/** Where the given intents stand; those that do not exist are left out. */
export async function intentHeads(db: Database, ids: readonly string[]): Promise<IntentHead[]> {
  const rows = await db
    .select({ id: intents.id, version: intents.version, state: intents.state })
    .from(intents)
    .where(inArray(intents.id, [...ids]));
  return rows.map(({ id, version, state }) => ({ id, version, final: isFinal(state) }));
}
