/** Waiting in tests: the one loop that looks again and again, with an end and with a word on what it waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

/** How to wait. */
export interface Patience {
  /** What is waited for, as in "the claims to settle". @default the text of the look itself */
  readonly what?: string;
  /** @default 60000 */
  readonly timeoutMs?: number;
  /** Between two looks. @default 25 */
  readonly everyMs?: number;
  /** What is told of the state when the time is over. */
  readonly state?: () => unknown;
}

/** What a look that came true has found. */
type Found<T> = Exclude<T, false | null | undefined>;

/**
 * Looks until there is something, anything but false, null and undefined, and gives it. An error of `look` ends the
 * waiting: that is how a look says that what it waits for can not come any more.
 * @throws Error that names what was waited for, and the state, when the time is over.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  { what = look.toString(), timeoutMs = 60_000, everyMs = 25, state }: Patience = {},
): Promise<Found<T>> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (isThere(found)) return found;
    if (performance.now() > giveUpAt) {
      const told = state === undefined ? '' : `: ${JSON.stringify(await state())}`;
      throw new Error(`Expected ${what} within ${timeoutMs} ms${told}`);
    }
    await sleep(everyMs);
  }
}

function isThere<T>(found: T): found is Found<T> {
  return found !== false && found !== null && found !== undefined;
}
