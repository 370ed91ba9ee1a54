import type { Database } from '../db/database.ts';
import { programByReference } from '../db/queries/program-by-slug.ts';
import { ApiError } from '../domain/errors.ts';
import type { DefaultProgram } from './default-program.ts';

/**
 * A program by its id or slug, as a client names it.
 * @throws ApiError NOT_FOUND when there is none.
 */
export async function findProgram(db: Database, reference: string): Promise<DefaultProgram> {
  // PostgreSQL takes no NUL in a text, and no slug has one.
  const program = reference.includes('\0') ? null : await programByReference(db, reference);
  if (program === null) throw new ApiError('NOT_FOUND', 'There is no such program.');
  return program;
}
