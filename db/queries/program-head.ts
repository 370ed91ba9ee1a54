import { eq, type SQL } from 'drizzle-orm';
import { validate } from 'uuid';
import type { Database } from '../database.ts';
import { programs } from '../schema/programs.ts';

/** What tells a program from the others. */
export interface ProgramHead {
  readonly id: string;
  readonly slug: string;
  readonly chainId: number;
}

/** The program with this id; null for an id that is no program's, whatever its form. */
export async function programHeadById(db: Database, id: string): Promise<ProgramHead | null> {
  return validate(id) ? await programHead(db, eq(programs.id, id)) : null;
}

/** The program with this slug, or null. */
export async function programHeadBySlug(db: Database, slug: string): Promise<ProgramHead | null> {
  return await programHead(db, eq(programs.slug, slug));
}

async function programHead(db: Database, which: SQL): Promise<ProgramHead | null> {
  const { id, slug, chainId } = programs;
  const [row] = await db.select({ id, slug, chainId }).from(programs).where(which).limit(1);
  return row ?? null;
}
