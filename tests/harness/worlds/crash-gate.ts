/** Holds processes up at crash points, and tells when they have got there. */
import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { type CrashPoint, isCrashPoint } from '../../../platform/crash-points.ts';
import { until } from '../until.ts';

const passing = z.object({
  pass: z.number(),
  point: z.string().refine(isCrashPoint),
  subject: z.string(),
});

/** Settings with which a process asks its gate at every crash point. */
export const askingAtCrashPoints = { QUITTANCE_CRASH_POINT: 'ask' } as const;

/** What is to be held up: an intent, by its id in a worker and by its workflow ID elsewhere, at a point. */
export interface Held {
  readonly point: CrashPoint;
  readonly subjects: readonly string[];
}

export interface CrashGate {
  /** Answers the questions of a process. */
  attach(child: ChildProcess): void;
  /** From now on holds what comes there. */
  hold(held: readonly Held[]): void;
  /** Resolves when each of those held has come to its point. @throws Error that names who has not. */
  reached(timeoutMs?: number): Promise<void>;
  /** Lets everybody go on and holds nobody any more. */
  open(): void;
}

/** A gate that holds nobody yet. */
export function createCrashGate(): CrashGate {
  let expected: readonly Held[] = [];
  let waiting: { readonly at: string; readonly go: () => void }[] = [];
  const came = new Set<string>();
  const placeOf = ({ point, subjects }: Held) => subjects.map((subject) => `${point} ${subject}`);

  return {
    attach(child) {
      child.on('message', (message) => {
        const { pass, point, subject } = passing.parse(message);
        const at = `${point} ${subject}`;
        // A process that was killed meanwhile can not be answered, and need not be.
        const go = () => void (child.connected && child.send({ go: pass }, () => undefined));
        if (!expected.some((held) => placeOf(held).includes(at))) return go();
        came.add(at);
        waiting.push({ at, go });
      });
    },
    hold(held) {
      came.clear();
      expected = held;
    },
    async reached(timeoutMs = 60_000) {
      const missing = () =>
        expected.filter((held) => !placeOf(held).some((place) => came.has(place)));
      await until(() => missing().length === 0, {
        what: 'somebody to come to every crash point',
        timeoutMs,
        everyMs: 20,
        state: () => ({ missing: missing().map(({ point }) => point) }),
      });
    },
    open() {
      expected = [];
      for (const { go } of waiting) go();
      waiting = [];
    },
  };
}
