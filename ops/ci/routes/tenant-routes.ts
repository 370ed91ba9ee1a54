import type { DocumentedRoute } from './documented-routes.ts';

/** How a request names a program. */
const programNames = new Set(['program', 'programId']);

/** Routes with an id in their path that belongs to no program, or is for anybody to see, and why. */
const ofNoTenant: Readonly<Record<string, string>> = {
  readIntent: 'an intent is public to whoever knows its id',
  followIntent: 'an intent is public to whoever knows its id',
  readUserIntent: 'an intent is public to whoever knows its id',
  readProgramTerms: 'terms are public',
  readProgram: 'programs are public',
  changeOperator: 'operators belong to no program',
  revokeApiKey: 'the keys of operators belong to no program',
};

/**
 * Whether a route names a program, or something that belongs to one: then a test has to ask it as somebody
 * of another program.
 */
export function namesTenant({
  operationId,
  path,
  parameters,
  bodyFields,
}: DocumentedRoute): boolean {
  if (Object.hasOwn(ofNoTenant, operationId)) return false;
  const names = [...parameters.map(({ name }) => name), ...(bodyFields ?? [])];
  return path.includes('{') || names.some((name) => programNames.has(name));
}

/** Exceptions that name no route any more. */
export function staleExceptions(routes: readonly DocumentedRoute[]): string[] {
  const known = new Set(routes.map(({ operationId }) => operationId));
  return Object.keys(ofNoTenant).filter((operationId) => !known.has(operationId));
}
