import { UnreachableError } from './api-errors.ts';
import { againAfter, isRepeatable, type Outcome } from './retry-rules.ts';

/** How requests are tried again. All of it has a limit. */
export interface RetryOptions {
  /** Tries of one request, the first among them. @default 6 */
  readonly attemptsMax?: number;
  /** Longest one try may take until its answer is read. @default 60_000 */
  readonly attemptTimeoutMs?: number;
  /** Wait before the second try where the platform does not say one; it doubles from try to try. @default 250 */
  readonly backoffMs?: number;
  /** Longest wait before a try. An answer that asks for a longer one is the caller's. @default 30_000 */
  readonly waitMsMax?: number;
  /** Sends one request. @default the global fetch */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  /** Waits; rejects with the signal's reason once it is aborted. @default with setTimeout */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A fetch that tries again what may be tried again: broken connections and 5xx of reads and of writes under an
 * idempotency key, requests that are still in progress, and used up limits. The last answer is given as it is.
 * @throws UnreachableError when nobody answered; the reason of the request's signal when that is aborted.
 */
export function createRetryingFetch({
  attemptsMax = 6,
  attemptTimeoutMs = 60_000,
  backoffMs = 250,
  waitMsMax = 30_000,
  fetch: send = (request) => globalThis.fetch(request),
  sleep = sleepFor,
}: RetryOptions = {}): (request: Request) => Promise<Response> {
  /** Milliseconds; null: not again. */
  async function waitAfter(outcome: Outcome, request: Request, attempt: number) {
    if (attempt >= attemptsMax) return null;
    const again = await againAfter(outcome, isRepeatable(request));
    if (again === 'unsaid') return jittered(Math.min(waitMsMax, backoffMs * 2 ** (attempt - 1)));
    return again === 'never' || again > waitMsMax ? null : again;
  }

  return async function retryingFetch(request) {
    for (let attempt = 1; ; attempt++) {
      request.signal.throwIfAborted();
      const outcome = await tryOnce(request, { send, attemptTimeoutMs });
      if (outcome.type === 'broken') request.signal.throwIfAborted();
      const waitMs = await waitAfter(outcome, request, attempt);
      if (waitMs !== null) await sleep(waitMs, request.signal);
      else if (outcome.type === 'answered') return outcome.response;
      else throw new UnreachableError(request.url, attempt, outcome.error);
    }
  };
}

interface Try {
  readonly send: NonNullable<RetryOptions['fetch']>;
  readonly attemptTimeoutMs: number;
}

/** Sends a copy, so that the request itself can be sent again. An answer counts once all of it is here. */
async function tryOnce(request: Request, { send, attemptTimeoutMs }: Try): Promise<Outcome> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error('No answer in time')), attemptTimeoutMs);
  // Stays for an answer without an end: whoever asked may stop that later. It goes with the request.
  request.signal.addEventListener('abort', () => stop.abort(request.signal.reason), { once: true });
  try {
    const answer = sendCopy(request, send, stop.signal);
    return { type: 'answered', response: await Promise.race([answer, rejectedBy(stop.signal)]) };
  } catch (error) {
    return { type: 'broken', error };
  } finally {
    clearTimeout(timer);
  }
}

async function sendCopy(request: Request, send: Try['send'], signal: AbortSignal) {
  return await readWhole(await send(new Request(request.clone(), { signal })));
}

/**
 * Waiting ends with the signal, whatever fetch does: Node's forgets which signal a copied request follows once
 * garbage is collected, and then waits for ever (nodejs/undici#4068).
 */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The same answer with its body read, unless it is one that has no end. */
async function readWhole(response: Response): Promise<Response> {
  const { body, status, statusText, headers } = response;
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (body === null || isStream) return response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** Between half of it and all of it, so that clients refused together do not come back together. */
function jittered(ms: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (ms / 2) * (1 + random / 2 ** 32);
}

function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    function stop(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
