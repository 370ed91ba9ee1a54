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
  /** From now on holds each of them at its point; who stands elsewhere goes on to there. Others stay where they are held. */
  hold(held: readonly Held[]): void;
  /** Resolves when all who are held stand at their points. @throws Error that names who does not. */
  reached(timeoutMs?: number): Promise<void>;
  /** Lets everybody go on and holds nobody any more. */
  open(): void;
}

/** A gate that holds nobody yet. */
export function createCrashGate(): CrashGate {
  let expected: readonly Held[] = [];
  let waiting: { readonly at: string; readonly go: () => void }[] = [];
  const placesOf = ({ point, subjects }: Held) => subjects.map((subject) => `${point} ${subject}`);
  const isHeld = ({ at }: { at: string }) => expected.some((held) => placesOf(held).includes(at));

  return {
    attach(child) {
      child.on('message', (message) => {
        const { pass, point, subject } = passing.parse(message);
        // A process that was killed meanwhile can not be answered, and need not be.
        const go = () => void (child.connected && child.send({ go: pass }, () => undefined));
        const come = { at: `${point} ${subject}`, go };
        if (isHeld(come)) waiting.push(come);
        else go();
      });
    },
    hold(held) {
      const isNew = (subject: string) => held.some(({ subjects }) => subjects.includes(subject));
      expected = [...expected.filter(({ subjects }) => !subjects.some(isNew)), ...held];
      for (const one of waiting) if (!isHeld(one)) one.go();
      waiting = waiting.filter(isHeld);
    },
    async reached(timeoutMs = 60_000) {
      const isThere = (held: Held) => waiting.some(({ at }) => placesOf(held).includes(at));
      const missing = () => expected.filter((held) => !isThere(held));
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
