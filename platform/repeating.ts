/** Options of {@link createRepeating}. */
export interface RepeatingOptions {
  /** From the end of one run to the beginning of the next. */
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** Something done again and again. */
export interface Repeating {
  /** Stops it and waits for the run under way. */
  close(): Promise<void>;
}

/** Does `work` every `everyMs`, never twice at a time, for the first time after `everyMs`. */
export function createRepeating({ everyMs, work, onError }: RepeatingOptions): Repeating {
  let closed = false;
  let current: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    if (!closed) schedule();
  }

  function schedule(): void {
    timer = setTimeout(() => {
      current = once();
    }, everyMs);
  }

  let timer: ReturnType<typeof setTimeout>;
  schedule();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await current;
    },
  };
}
