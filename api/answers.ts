import type { Answer } from '../db/accept-types.ts';
import { invariant } from '../domain/errors.ts';
import type { AppContext } from './app-parts.ts';

/** The statuses that writes are answered and stored with. */
const answerStatuses = [200, 201, 202, 400, 403, 404, 409, 410, 422] as const;

/** A JSON answer as it is stored and sent. */
export function jsonAnswer(
  status: (typeof answerStatuses)[number],
  body: object,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Sends a stored answer, byte for byte. */
export function sendAnswer(c: AppContext, answer: Answer): Response {
  const status = answerStatuses.find((known) => known === answer.status);
  invariant(
    status !== undefined,
    `Expected a status that writes answer with, got ${answer.status}`,
  );
  return c.body(answer.body, status, { ...answer.headers });
}
