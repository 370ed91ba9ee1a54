import { sql } from 'drizzle-orm';

/** SQL: `today.at`, the present day in UTC; for the `with` of a query that also uses {@link lastDays}. */
export const today = sql`today as (select (now() at time zone 'UTC')::date as at)`;

/** SQL, for the `from` of such a query: `d.at`, each of the last days, today included. */
export function lastDays(days: number) {
  return sql`today, lateral (select (today.at - n) as at from generate_series(${days - 1}::int, 0, -1) n) d`;
}
