import { z } from '@hono/zod-openapi';
import { type ErrorCode, errorCodes } from '../../domain/error-codes.ts';

/** The media type of every refusal (RFC 9457). */
export const problemType = 'application/problem+json';

/** A refusal. `error` and `message` repeat `code` and `detail` for older clients. */
export const problemSchema = z
  .looseObject({
    type: z.string().openapi({
      description: 'Where the code is documented.',
      example: '/docs/errors#ALREADY_CLAIMED',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ description: 'The path that was asked for.' }),
    code: z
      .string()
      .openapi({ description: 'Stable; listed in docs/errors.md.', example: 'ALREADY_CLAIMED' }),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), expected: z.string() })).openapi({
      description:
        'Each wrong field: a JSON pointer into the body, or `query:`, `path:`, `header:` and a name.',
    }),
    error: z.string(),
    message: z.string(),
  })
  .openapi('Problem');

/** One documented answer of a route. */
export interface DocumentedResponse {
  readonly description: string;
  readonly content?: Record<string, { schema: z.ZodType }>;
  readonly headers?: z.ZodObject;
}

/** Codes that every route may answer with. */
const everywhere = ['ORIGIN_FORBIDDEN', 'RATE_LIMITED', 'INTERNAL'] as const;
/** Codes of a route that asks for a wallet. */
export const walletProblems = ['MISSING_WALLET', 'INVALID_ADDRESS'] as const;
/** Codes of every route that takes a body under an idempotency key. */
export const bodyProblems = [
  'VALIDATION_FAILED',
  'MALFORMED_JSON',
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_MALFORMED',
  'IDEMPOTENCY_KEY_REUSED',
  'REQUEST_IN_PROGRESS',
  'ANSWER_EXPIRED',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const satisfies readonly ErrorCode[];

/** The same where the body names a wallet. */
export const writeProblems = [
  ...bodyProblems,
  ...walletProblems,
] as const satisfies readonly ErrorCode[];

/** The documented refusals of a route: its own codes and those of every route that needs database or chain, by status. */
export function problemResponses(
  ...codes: readonly ErrorCode[]
): Record<number, DocumentedResponse> {
  return partlessProblemResponses(...codes, 'UNAVAILABLE');
}

/** The same for a route that answers also while neither database nor chain does. */
export function partlessProblemResponses(
  ...codes: readonly ErrorCode[]
): Record<number, DocumentedResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...codes, ...everywhere])) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, listed]) => [
      status,
      { description: listed.join(', '), content: { [problemType]: { schema: problemSchema } } },
    ]),
  );
}

/** The documented answer with a JSON body. */
export function jsonResponse(description: string, schema: z.ZodType): DocumentedResponse {
  return { description, content: { 'application/json': { schema } } };
}
