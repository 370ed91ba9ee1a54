/**
 * A client of the platform, typed by its OpenAPI document, for Node and for browsers.
 *
 *     const client = createClient({ baseUrl: 'https://quittance.example' });
 *     const { tokenId } = await answerOf(client.POST('/api/register', { body: { wallet } }));
 */
import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { keyedRoutes, type paths } from './api.generated.ts';
import { ProblemError, problemIn, UnexpectedAnswerError } from './api-errors.ts';
import { newIdempotencyKey } from './new-key.ts';
import { retryAfterMs } from './retry-rules.ts';
import { createRetryingFetch, type RetryOptions } from './retrying-fetch.ts';

/** Options of {@link createClient}. */
export interface ClientOptions extends RetryOptions {
  /** Where the API listens; in a browser its own origin when left out. */
  readonly baseUrl?: string;
  /** An operator's key, or the token of a wallet's session. */
  readonly token?: string;
  /** `include` sends a browser's session cookie to another origin. @default the browser's own */
  readonly credentials?: NonNullable<RequestInit['credentials']>;
}

/** Asks the platform: a method per HTTP method, which takes a path of the OpenAPI document and what belongs to it. */
export type QuittanceClient = Pick<Client<paths>, 'GET' | 'POST' | 'PATCH'>;

/**
 * Makes a client. Every write that takes an idempotency key gets a new one unless the call brings its own
 * (`params.header`), and keeps it however often it is tried. Calls reject with `ProblemError`,
 * `UnexpectedAnswerError`, `UnreachableError`, or the reason of their signal.
 */
export function createClient({
  baseUrl,
  token,
  credentials,
  ...retries
}: ClientOptions = {}): QuittanceClient {
  const client = createFetchClient<paths>({
    fetch: createRetryingFetch(retries),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  client.use(putKey, throwRefusal);
  return client;
}

/** What a call answers with. */
export async function answerOf<T>(call: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new UnexpectedAnswerError(204, 'without a body');
  return data;
}

const putKey: Middleware = {
  onRequest({ request, schemaPath }) {
    if (!keyedRoutes.has(`${request.method} ${schemaPath}`)) return;
    if (request.headers.has('idempotency-key')) return;
    request.headers.set('idempotency-key', newIdempotencyKey());
  },
};

const throwRefusal: Middleware = {
  async onResponse({ response, options }) {
    const type = response.headers.get('content-type') ?? '';
    const isExpected =
      options.parseAs !== 'json' || response.status === 204 || type.startsWith('application/json');
    if (response.ok && isExpected) return;
    const problem = await problemIn(response);
    if (problem === null) throw new UnexpectedAnswerError(response.status, await response.text());
    throw new ProblemError(problem, retryAfterMs(response));
  },
};
