import { z } from 'zod';

/** A raw answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What the demo needs of the API. */
export interface DemoApi {
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** Sends a write under an idempotency key, without judging the answer. */
  post(path: string, key: string, body: unknown): Promise<ApiAnswer>;
}

/** The API answered with a problem, or did not answer. */
export class DemoFailed extends Error {
  override readonly name = 'DemoFailed';
}

const problem = z.object({ code: z.string(), detail: z.string() });

/** A small client over fetch that explains refusals in the API's own words. */
export function createDemoApi(url: string): DemoApi {
  async function ask(path: string, init?: RequestInit): Promise<ApiAnswer> {
    try {
      const response = await fetch(new URL(path, url), {
        ...init,
        signal: AbortSignal.timeout(60_000),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw new DemoFailed(
        `Nothing answers at ${url}. Start the platform first: "npm run dev" (MOCK) or "npm run dev:real" (REAL).`,
        { cause: error },
      );
    }
  }
  return {
    async get(path, shape) {
      return parseAnswer(await ask(path), shape);
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
 * @throws DemoFailed with the problem's code and detail, and a hint where a rate limit is used up.
 */
export function parseAnswer<T>(answer: ApiAnswer, shape: z.ZodType<T>): T {
  const body: unknown = JSON.parse(answer.text);
  if (answer.status < 300) return shape.parse(body);
  const known = problem.safeParse(body);
  const reason = known.success ? `${known.data.code}: ${known.data.detail}` : answer.text;
  const hint =
    answer.status === 429
      ? `\nRegistrations per IP and hour are limited; start the API with RL_REGISTER_PER_HOUR=0 to play without limits (retry after ${answer.headers.get('retry-after')} s).`
      : '';
  throw new DemoFailed(`${answer.status} ${reason}${hint}`);
}
