/** Judges problem documents whole, and remembers which codes it has seen. */
import { expect } from 'vitest';
import type { z } from 'zod';
import { problemSchema } from '../../api/schemas/problem.ts';
import { type ErrorCode, errorCodes } from '../../domain/error-codes.ts';

/** What {@link createProblemJudge} gives. */
export interface ProblemJudge {
  /** Codes judged so far. */
  readonly seen: ReadonlySet<string>;
  /** The problem of a response, which must be of `code` and complete. */
  problemOf(response: Response, code: ErrorCode): Promise<z.infer<typeof problemSchema>>;
}

/** A judge that has seen nothing yet. */
export function createProblemJudge(): ProblemJudge {
  const seen = new Set<string>();
  return {
    seen,
    async problemOf(response, code) {
      const problem = problemSchema.parse(await response.json());
      const { status, title } = errorCodes[code];
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(problem).toMatchObject({ code, status, title, type: `/docs/errors#${code}` });
      expect(problem).toMatchObject({ error: code, message: problem.detail });
      expect(response.status).toBe(status);
      expect(problem.requestId).toBe(response.headers.get('x-request-id'));
      expect(problem.requestId).not.toBe('');
      expect(problem.detail).not.toBe('');
      seen.add(code);
      return problem;
    },
  };
}
