import type { ProgramHead } from '../db/queries/program-head.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { authenticate, requireRole } from './operators.ts';
import { isKeyPresented } from './presented-credential.ts';
import { programNamed } from './schemas/program-parameter.ts';

type NamedProgram = Parameters<typeof programNamed>[1];

/** Codes of a read that {@link askedProgram} or {@link publicProgram} looks after. */
export const programReadProblems = [
  'VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'ADMIN_NOT_CONFIGURED',
] as const;

/**
 * The program that an operator's read is about, the default one unless the query names another. The key is asked for
 * first, so that nobody without one learns which programs there are.
 * @throws ApiError as `authenticate`; NOT_FOUND for a program that is not there or in which the operator has no role.
 */
export async function askedProgram(
  c: AppContext,
  services: RouteServices,
  query: NamedProgram,
): Promise<ProgramHead> {
  await authenticate(c, services);
  const program = await programNamed(services, query);
  await requireRole(c, services, { role: 'viewer', programId: program.id });
  c.header('Cache-Control', 'no-store');
  return program;
}

/**
 * The same for reads that COMPAT_PUBLIC_READS opens to anyone; whoever sends a key is judged by it all the same.
 * @throws ApiError as {@link askedProgram}.
 */
export async function publicProgram(
  c: AppContext,
  services: RouteServices,
  query: NamedProgram,
): Promise<ProgramHead> {
  const isOpen = services.settings.compatPublicReads && !isKeyPresented(c);
  return isOpen ? await programNamed(services, query) : await askedProgram(c, services, query);
}
