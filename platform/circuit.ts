import { answerWithin } from './answer-within.ts';

/** Options of {@link createCircuit}. */
export interface CircuitOptions {
  /** Asks the part whether it is there; throws or hangs while it is not. */
  readonly probe: () => Promise<unknown>;
  /** Longest a probe may take. */
  readonly timeoutMs: number;
  /** How long after a failure or probe the part is probed. */
  readonly restMs: number;
  /** The part went away, with what it failed with first. */
  readonly onLost: (error: unknown) => void;
  readonly onBack: () => void;
}

/** Whether it is worth asking a part that may be away. */
export interface Circuit {
  /** True while the part answers. */
  readonly isClosed: boolean;
  answered(): void;
  failed(error: unknown): void;
  /** Ends the probing. */
  stop(): void;
}

/** Spares callers the wait for a part that does not answer: it is probed in the background until it does. */
export function createCircuit(options: CircuitOptions): Circuit {
  const { probe, timeoutMs, restMs, onLost, onBack } = options;
  let isClosed = true;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function answered(): void {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(timer);
    onBack();
  }

  function probeLater(): void {
    timer = setTimeout(() => void probeNow(), restMs);
  }

  async function probeNow(): Promise<void> {
    try {
      await answerWithin(probe(), timeoutMs);
      if (!stopped) answered();
    } catch {
      if (!isClosed && !stopped) probeLater();
    }
  }

  return {
    get isClosed() {
      return isClosed;
    },
    answered,
    failed(error) {
      if (!isClosed || stopped) return;
      isClosed = false;
      onLost(error);
      probeLater();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
