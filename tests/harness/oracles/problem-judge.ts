/** Judges problem documents whole, and remembers which codes it has seen. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { z } from 'zod';
import { problemSchema } from '../../../api/schemas/problem.ts';
import { type ErrorCode, errorCodes } from '../../../domain/error-codes.ts';

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

/** Tells whether a code was judged, or is named by a test of `api/` or of the rules in `domain/`. */
export function codesTested(seen: ReadonlySet<string>): (code: string) => boolean {
  const beside = ['api', 'domain'].flatMap((room) =>
    readdirSync(room, { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(`${room}/${file}`, 'utf8')),
  );
  return (code) => seen.has(code) || beside.some((text) => text.includes(`'${code}'`));
}
