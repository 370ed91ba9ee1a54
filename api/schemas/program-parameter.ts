import { z } from '@hono/zod-openapi';
import {
  type ProgramHead,
  programHeadById,
  programHeadBySlug,
} from '../../db/queries/program-head.ts';
import { ApiError } from '../../domain/errors.ts';
import type { RouteServices } from '../app-parts.ts';

/** `programId` and `program` of a body or query, to be spread into its schema; without either it is the default program. */
export const programParameters = {
  programId: z.uuid("a program's id").optional().openapi({ description: "A program's id." }),
  program: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "a program's slug")
    .optional()
    .openapi({ description: "A program's slug. Without it and `programId`: the default program." }),
};

interface NamedProgram {
  readonly programId?: string | undefined;
  readonly program?: string | undefined;
}

/**
 * The program that a request names, or the default one.
 * @throws ApiError NOT_FOUND when there is no such program, or its id and its slug are of two.
 */
export async function programNamed(
  { db, program: defaultProgram }: RouteServices,
  { programId, program: slug }: NamedProgram,
): Promise<ProgramHead> {
  if (programId === undefined && slug === undefined) return await defaultProgram();
  const found =
    programId === undefined
      ? await programHeadBySlug(db, slug ?? '')
      : await programHeadById(db, programId);
  if (found !== null && (slug === undefined || found.slug === slug)) return found;
  throw new ApiError('NOT_FOUND', 'There is no such program.');
}
