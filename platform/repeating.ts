/** Options of {@link createRepeating}. */
export interface RepeatingOptions {
  /** From the end of one run to the beginning of the next. */
  readonly everyMs: number;
  /** From now to the first run. @default `everyMs` */
  readonly firstAfterMs?: number;
  readonly work: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** Something done again and again. */
export interface Repeating {
  /** Stops it and waits for the run under way. */
  close(): Promise<void>;
}

/** Does `work` every `everyMs`, never twice at a time. */
export function createRepeating({
  everyMs,
  firstAfterMs = everyMs,
  work,
  onError,
}: RepeatingOptions): Repeating {
  let closed = false;
  let current: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    if (!closed) schedule(everyMs);
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => {
      current = once();
    }, afterMs);
  }

  let timer: ReturnType<typeof setTimeout>;
  schedule(firstAfterMs);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await current;
    },
  };
}
