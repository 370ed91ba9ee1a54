import { type SQL, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type * as schema from './schema/schema.ts';

/**
 * A database or a transaction of it: PostgreSQL or PGlite, the same schema and SQL.
 *
 * PGlite has one connection: inside a transaction only the transaction's own handle may be used, a
 * call on the outer one would wait for itself.
 */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** An open database and how to let go of it. */
export interface DatabaseClient {
  readonly db: Database;
  /** `postgres` has real concurrency, `pglite` a single connection. */
  readonly engine: 'postgres' | 'pglite';
  close(): Promise<void>;
}

/** The value of `app.program` with which row-level security shows every program: the platform itself. */
export const platformScope = '*';

/**
 * Runs a statement and parses every row with `row`. For set-based SQL that the query builder can not say.
 * @throws z.ZodError when a row has another shape than the code expects.
 */
export async function queryRows<T>(db: Database, query: SQL, row: z.ZodType<T>): Promise<T[]> {
  const result: unknown = await db.execute(query);
  return z.object({ rows: z.array(row) }).parse(result).rows;
}

/** Runs `work` in a transaction that sees only the rows of one program (design rule 24). */
export function withProgram<T>(
  db: Database,
  programId: string,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.program', ${programId}, true)`);
    return await work(tx);
  });
}
