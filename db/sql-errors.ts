import { z } from 'zod';

/** What both drivers put on an error that the database itself raised. */
const databaseError = z.object({
  code: z.string().regex(/^[0-9A-Z]{5}$/),
  severity: z.string(),
  message: z.string(),
  constraint: z.string().optional(),
});

/** An error as the database reported it. */
export type DatabaseErrorReport = z.infer<typeof databaseError>;

/** Longest chain of causes that is followed; wrappers nest two or three deep. */
const causesMax = 10;

/**
 * The database's own report inside `error`, wherever the query builder has wrapped it; undefined when
 * the database did not raise it. `severity` is asked for because `EPIPE` looks like an SQLSTATE too.
 */
export function databaseErrorOf(error: unknown): DatabaseErrorReport | undefined {
  let current = error;
  for (let depth = 0; depth < causesMax && current instanceof Error; depth += 1) {
    const report = databaseError.safeParse(current);
    if (report.success) return report.data;
    current = current.cause;
  }
  return undefined;
}

/** The SQLSTATE of a database error, such as `23505` or `QT001`, searched through the chain of causes. */
export function sqlState(error: unknown): string | undefined {
  return databaseErrorOf(error)?.code;
}
