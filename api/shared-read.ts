/** Options of {@link createSharedRead}. */
export interface SharedReadOptions<T> {
  readonly read: () => Promise<T>;
  /** How long an answer is told again before the next one asks anew. */
  readonly maxAgeMs: number;
}

/** Gives what was read; `forget` has whoever asks next read anew. */
export interface SharedRead<T> {
  (): Promise<T>;
  forget(): void;
}

/**
 * One read for all who ask while it is under way, and its answer for those who ask within `maxAgeMs` after
 * it: however many ask, what is read from sees a steady trickle. A failure is told to those who waited for
 * it and not kept.
 */
export function createSharedRead<T>({ read, maxAgeMs }: SharedReadOptions<T>): SharedRead<T> {
  let current: Promise<T> | null = null;
  let readAt = Number.POSITIVE_INFINITY;

  function sharedRead() {
    if (current !== null && performance.now() - readAt < maxAgeMs) return current;
    const reading = read();
    current = reading;
    // Its age counts from its end: one that is under way is always young.
    readAt = Number.POSITIVE_INFINITY;
    reading.then(
      () => {
        readAt = performance.now();
      },
      () => {
        current = null;
      },
    );
    return reading;
  }
  return Object.assign(sharedRead, {
    forget() {
      current = null;
    },
  });
}
