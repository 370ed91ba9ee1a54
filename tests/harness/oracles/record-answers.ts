/** Notes every answer that tests get from an app, for the table of routes (`npm run check:routes`). */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { App } from '../../../api/app-parts.ts';
import { type SeenAnswer, seenAnswersFolder } from '../../../ops/ci/routes/seen-answers.ts';

type Ask = App['request'];
type Asked = Pick<SeenAnswer, 'method' | 'path' | 'otherTenant' | 'test'>;

const problem = z.object({ code: z.string() });
const noted = new Set<string>();

/** The same app, whose answers through `request` are noted. */
export function recordAnswers(app: App): App {
  const ask = app.request;
  app.request = (...request) => noteAnswer(askedOf(request, false), ask(...request));
  return app;
}

/**
 * Asks an app on behalf of somebody of another program: what the answers are is for the test to judge, that
 * it was tried is noted.
 */
export function otherTenant(app: App): Pick<App, 'request'> {
  return { request: (...request) => noteAnswer(askedOf(request, true), app.request(...request)) };
}

async function noteAnswer(asked: Asked, answer: ReturnType<Ask>): Promise<Response> {
  const response = await answer;
  note({ ...asked, status: response.status, code: await codeOf(response) });
  return response;
}

function askedOf([input, init]: Parameters<Ask>, isOtherTenant: boolean): Asked {
  const request = input instanceof Request ? input : null;
  const url = request?.url ?? String(input);
  // Now, not when it is answered: by then another test may run.
  const { currentTestName, testPath } = expect.getState();
  return {
    method: init?.method ?? request?.method ?? 'GET',
    path: new URL(url, 'http://localhost').pathname,
    otherTenant: isOtherTenant,
    test: `${relative(process.cwd(), testPath ?? '')} › ${currentTestName ?? 'set-up'}`,
  };
}

async function codeOf(response: Response): Promise<string | null> {
  if (response.headers.get('content-type') !== 'application/problem+json') return null;
  return problem.parse(await response.clone().json()).code;
}

/** Each answer once per process: what counts is that it was seen. */
function note(seen: SeenAnswer): void {
  const line = JSON.stringify(seen);
  if (noted.has(line)) return;
  noted.add(line);
  mkdirSync(seenAnswersFolder, { recursive: true });
  appendFileSync(join(seenAnswersFolder, `${process.pid}.jsonl`), `${line}\n`);
}
