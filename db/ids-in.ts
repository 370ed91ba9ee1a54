import { type SQL, sql } from 'drizzle-orm';

/** Ids as a sub-select over one JSON parameter, since the two drivers do not agree on how to send an array. */
export function idsIn(ids: readonly string[]): SQL {
  return sql`select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)`;
}
