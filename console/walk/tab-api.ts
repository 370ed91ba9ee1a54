import { z } from 'zod';
import type { TabPlatform } from '../tab/start-tab.ts';

/** An answer of the API as it came. */
export interface ApiAnswer {
  readonly status: number;
  readonly replayed: boolean;
  readonly text: string;
}

/** What the page asks of the API. */
export interface TabApi {
  /** @throws Refused for anything but success. */
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** Sends a write under an idempotency key, without judging the answer. */
  post(path: string, key: string, body: unknown): Promise<ApiAnswer>;
}

const problemShape = z.looseObject({
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
});

/** A problem document (RFC 9457), with everything the API said in it. */
export type Problem = z.infer<typeof problemShape>;

/** The API has refused a request. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

/** A client of the API that lives in the same tab. */
export function createTabApi(platform: TabPlatform): TabApi {
  async function ask(path: string, init?: RequestInit): Promise<ApiAnswer> {
    const response = await platform.fetch(path, init);
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, replayed, text: await response.text() };
  }
  return {
    async get(path, shape) {
      return readAnswer(await ask(path), shape);
    },
    post: (path, key, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
  };
}

/**
 * The body of a successful answer.
 * @throws Refused with the problem document for any other.
 */
export function readAnswer<T>(answer: ApiAnswer, shape: z.ZodType<T>): T {
  const body: unknown = JSON.parse(answer.text);
  if (answer.status >= 300) throw new Refused(problemShape.parse(body));
  return shape.parse(body);
}

/** The problem document of a refusal; null when the request was not refused. */
export function problemOf(answer: ApiAnswer): Problem | null {
  return answer.status < 300 ? null : problemShape.parse(JSON.parse(answer.text));
}
