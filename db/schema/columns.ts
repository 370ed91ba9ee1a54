import { customType, numeric, timestamp } from 'drizzle-orm/pg-core';

/** Minor units of an asset: `numeric(78,0)`, which holds any uint256, as `bigint` (design rule 19). */
export const minorUnits = (name: string) =>
  numeric(name, { precision: 78, scale: 0, mode: 'bigint' });

/** A moment in UTC with microseconds, as `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** The identifier of a database transaction, as decimal text. */
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });
