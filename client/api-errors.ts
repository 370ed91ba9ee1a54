import * as z from 'zod/mini';
import type { problemCodes } from './api.generated.ts';

/** The codes that were documented when this client was made. */
export type ProblemCode = (typeof problemCodes)[number];

const problemDocument = z.object({
  status: z.int(),
  title: z.string(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), expected: z.string() })),
});

/** A refusal as the platform explains it. */
export type Problem = z.infer<typeof problemDocument>;

/** The platform refused a request; the same request may succeed later only where the code's documentation says so. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Stable; a newer platform may answer with one that is no {@link ProblemCode} yet. */
  readonly code: string;
  /** For the platform's operators, who find the request by it. */
  readonly requestId: string;
  /** Each wrong field, and what was expected of it. */
  readonly errors: Problem['errors'];
  /** How long the platform asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.errors = problem.errors;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether it is one of these codes. */
  is(...codes: readonly ProblemCode[]): boolean {
    return codes.some((code) => code === this.code);
  }
}

/** An answer that is no answer of the platform: of a proxy, say. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly status: number;

  constructor(status: number, text: string) {
    super(`Expected an answer of Quittance, got ${status} ${text.slice(0, 200)}`);
    this.status = status;
  }
}

/** Nobody answered. Whether a write under an idempotency key had its effect is found out by sending it again under that key. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  /** How often it was tried. */
  readonly attempts: number;

  constructor(url: string, attempts: number, cause: unknown) {
    super(`Nobody answers at ${new URL(url).origin}, tried ${attempts} times`, { cause });
    this.attempts = attempts;
  }
}

/** The problem document in an answer; null when there is none. The answer's body stays unread. */
export async function problemIn(response: Response): Promise<Problem | null> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json'))
    return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return z.safeParse(problemDocument, body).data ?? null;
}
