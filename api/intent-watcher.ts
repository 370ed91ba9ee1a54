import type { IntentHead } from '../db/queries/intent-heads.ts';
import { ApiError } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';

/** Options of {@link createIntentWatcher}. */
export interface IntentWatcherOptions {
  /** Reads where the given intents stand. */
  readonly read: (ids: readonly string[]) => Promise<readonly IntentHead[]>;
  readonly logger: Logger;
  /** Time between two looks. @default 100 */
  readonly pollMs?: number;
  /** Intents waited for at once; more are refused with UNAVAILABLE. @default 5000 */
  readonly intentsMax?: number;
  /** Ends all waits when aborted. */
  readonly draining?: AbortSignal;
}

/** Tells waiting requests when their intent changes. */
export interface IntentWatcher {
  /**
   * Calls `onChange` with the intent's head now and at every later version, until the returned function is called.
   * @throws ApiError UNAVAILABLE when too many intents are waited for.
   */
  subscribe(intentId: string, onChange: (head: IntentHead) => void): () => void;
  /** Resolves once the intent is final, the time is over, the signal aborts or the process drains. */
  waitUntilFinal(
    intentId: string,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<void>;
}

interface Watched {
  head: IntentHead | null;
  readonly listeners: Set<(head: IntentHead) => void>;
}

/**
 * One poller for all waiting requests of a process (design rule 7): it looks only while somebody
 * waits, with one query for all intents however many wait for them.
 */
export function createIntentWatcher(options: IntentWatcherOptions): IntentWatcher {
  const { read, logger, pollMs = 100, intentsMax = 5000, draining } = options;
  const watched = new Map<string, Watched>();
  let looking = false;

  async function look(): Promise<void> {
    try {
      for (const head of await read([...watched.keys()])) tell(head);
    } catch (error) {
      logger.warn({ err: error }, 'waiting requests could not look at their intents');
    }
    looking = watched.size > 0;
    if (looking) setTimeout(() => void look(), pollMs);
  }

  function tell(head: IntentHead): void {
    const entry = watched.get(head.id);
    if (entry === undefined || (entry.head !== null && entry.head.version >= head.version)) return;
    entry.head = head;
    for (const listener of [...entry.listeners]) listener(head);
  }

  function subscribe(intentId: string, onChange: (head: IntentHead) => void): () => void {
    const entry = watched.get(intentId) ?? { head: null, listeners: new Set() };
    if (!watched.has(intentId)) {
      if (watched.size >= intentsMax) {
        throw new ApiError('UNAVAILABLE', 'Too many requests are waiting.', {
          headers: { 'retry-after': '2' },
        });
      }
      watched.set(intentId, entry);
    }
    entry.listeners.add(onChange);
    const { head } = entry;
    // Later, so that nobody is told before having been given the function that ends it.
    if (head !== null) queueMicrotask(() => entry.listeners.has(onChange) && onChange(head));
    if (!looking) {
      looking = true;
      setTimeout(() => void look(), 0);
    }
    return function unsubscribe() {
      entry.listeners.delete(onChange);
      if (entry.listeners.size === 0 && watched.get(intentId) === entry) watched.delete(intentId);
    };
  }

  async function waitUntilFinal(
    intentId: string,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<void> {
    const ends = [draining, signal].filter((end) => end !== undefined);
    if (timeoutMs <= 0 || ends.some((end) => end.aborted)) return;
    await new Promise<void>((resolve) => {
      const unsubscribe = subscribe(intentId, (head) => {
        if (head.final) finish();
      });
      const timeout = setTimeout(finish, timeoutMs);
      for (const end of ends) end.addEventListener('abort', finish);
      function finish(): void {
        clearTimeout(timeout);
        for (const end of ends) end.removeEventListener('abort', finish);
        unsubscribe();
        resolve();
      }
    });
  }

  return { subscribe, waitUntilFinal };
}
