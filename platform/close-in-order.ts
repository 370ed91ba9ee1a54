import type { Logger } from './logger.ts';

/** Something that was opened, and has to be let go of when the process stops. */
export interface Closable {
  /** Named in the log when it does not close. */
  readonly name: string;
  close(): Promise<void>;
}

/** The parts of an object under their names, in its order. */
export function closablesOf(
  parts: Readonly<Record<string, { close(): Promise<void> }>>,
): readonly Closable[] {
  return Object.entries(parts).map(([name, part]) => ({ name, close: () => part.close() }));
}

/** Options of {@link closeInOrder}. */
export interface CloseOptions {
  readonly logger: Logger;
  /** Longest one of them is waited for. @default 3000 */
  readonly timeoutMs?: number;
}

/**
 * Closes one after the other, and never throws. What fails, or hangs because the server behind it does,
 * is logged and left to the end of the process, so that what comes after it is closed all the same.
 */
export async function closeInOrder(
  parts: readonly Closable[],
  { logger, timeoutMs = 3000 }: CloseOptions,
): Promise<void> {
  for (const { name, close } of parts) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not closed within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      await Promise.race([close(), late]);
    } catch (error) {
      logger.warn({ err: error, part: name }, 'closing failed');
    } finally {
      clearTimeout(timer);
    }
  }
}
