import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where tests note the answers they have seen; `npm run test:ci` empties it first. */
export const seenAnswersFolder = '.quittance/routes/seen';

const seenAnswer = z.object({
  method: z.string(),
  /** As asked for, without its query. */
  path: z.string(),
  status: z.int(),
  /** Of a problem document. */
  code: z.string().nullable(),
  /** The test says that it asked as somebody of another program. */
  otherTenant: z.boolean(),
  test: z.string(),
});

/** An answer that a test has seen. */
export type SeenAnswer = z.infer<typeof seenAnswer>;

/**
 * All answers noted in a folder; none when there is no such folder.
 * @throws z.ZodError or SyntaxError for a line that is no note.
 */
export function readSeenAnswers(folder: string): SeenAnswer[] {
  return notesIn(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => seenAnswer.parse(JSON.parse(line))),
  );
}

function notesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
