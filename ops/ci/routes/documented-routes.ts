import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../../domain/error-codes.ts';

const parameter = z.looseObject({ name: z.string(), in: z.string() });
const operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  parameters: z.array(parameter).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});
const documentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** A route as the OpenAPI document describes it. */
export interface DocumentedRoute {
  /** Upper case. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  /** Names of the fields of its JSON body; null without one. */
  readonly bodyFields: readonly string[] | null;
  /** Whether it is for somebody in particular, and for nobody else. */
  readonly secured: boolean;
  /** Whether it knows operators by their keys. */
  readonly forOperators: boolean;
  readonly successes: readonly number[];
  readonly refusals: readonly { readonly status: number; readonly code: ErrorCode }[];
}

/**
 * The routes of an OpenAPI document of this platform.
 * @throws z.ZodError for another document; Error for a refusal whose description does not list known codes.
 */
export function documentedRoutes(openApi: unknown): DocumentedRoute[] {
  const { paths, components } = documentShape.parse(openApi);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, described]) => {
      const statuses = Object.keys(described.responses).map(Number);
      return {
        method: method.toUpperCase(),
        path,
        operationId: described.operationId,
        parameters: described.parameters,
        bodyFields: bodyFieldsOf(described.requestBody, components.schemas),
        ...accessOf(described.security ?? []),
        successes: statuses.filter((status) => status < 400),
        refusals: statuses
          .filter((status) => status >= 400)
          .flatMap((status) => refusalsOf(status, described.responses[status]?.description ?? '')),
      };
    }),
  );
}

/** An empty alternative lets anybody in. */
function accessOf(alternatives: readonly Readonly<Record<string, unknown>>[]) {
  const schemes = alternatives.map((alternative) => Object.keys(alternative));
  return {
    secured: schemes.length > 0 && schemes.every((names) => names.length > 0),
    forOperators: schemes.flat().includes('operatorKey'),
  };
}

/** The description of a refusal is the list of its codes (`problemResponses`). */
function refusalsOf(status: number, description: string) {
  return description.split(', ').map((code) => {
    if (!isErrorCode(code) || errorCodes[code].status !== status) {
      throw new Error(`Expected error codes of status ${status}, got "${description}"`);
    }
    return { status, code };
  });
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

const jsonBody = z.object({
  content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }),
});
const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  allOf: z.array(z.unknown()).default([]),
});
type Schemas = Readonly<Record<string, unknown>>;

function bodyFieldsOf(body: unknown, schemas: Schemas): readonly string[] | null {
  const parsed = jsonBody.safeParse(body);
  if (!parsed.success) return null;
  return fieldsOf(parsed.data.content['application/json'].schema, schemas);
}

/** Also of the schemas it extends. */
function fieldsOf(schema: unknown, schemas: Schemas): string[] {
  const { $ref, properties, allOf } = schemaShape.parse(schema ?? {});
  const name = $ref?.split('/').at(-1);
  const bases = name === undefined ? allOf : [...allOf, schemas[name]];
  return [...Object.keys(properties), ...bases.flatMap((base) => fieldsOf(base, schemas))];
}
