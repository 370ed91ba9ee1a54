import { and, desc, inArray, lt } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { programs } from '../schema/programs.ts';

/** Which programs to list. */
export interface ProgramsPage {
  readonly statuses: readonly ('ACTIVE' | 'PAUSED' | 'ARCHIVED')[];
  readonly limit: number;
  /** Only those made before this one. */
  readonly before: string | null;
  readonly offset: number;
}

/** Programs, the newest first, one more than the page takes where there are more. */
export function programsPage(db: Database, { statuses, limit, before, offset }: ProgramsPage) {
  const older = before === null ? undefined : lt(programs.id, before);
  return db
    .select()
    .from(programs)
    .where(and(inArray(programs.status, [...statuses]), older))
    .orderBy(desc(programs.id))
    .limit(limit + 1)
    .offset(offset);
}
