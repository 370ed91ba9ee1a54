/** Which crash points have been stood at, and what was ended there. */
import { type CrashPoint, crashPoints, factsOf } from '../../../platform/crash-points.ts';
import { isNightly } from '../depth.ts';

export const endings = ['kill worker', 'kill API', 'terminate'] as const;
export type Ending = (typeof endings)[number];

/**
 * What is tried at every crash point each time: whatever process stands there is killed. That another process is killed or
 * a workflow is ended by hand meanwhile is tried nightly.
 */
export function endingsAt(point: CrashPoint): readonly Ending[] {
  if (isNightly) return endings;
  return factsOf(point).process === 'api' ? ['kill worker', 'kill API'] : ['kill worker'];
}

/** What is tried at every one of the points. */
export function endingsAtAll(points: readonly CrashPoint[]): readonly Ending[] {
  return endings.filter((how) => points.every((point) => endingsAt(point).includes(how)));
}

export interface CrashTable {
  /** A claim held there came to its end after `how`, everything once. */
  passed(point: CrashPoint, how: Ending): void;
  /** Whether there was a workflow to be terminated. */
  ended(point: CrashPoint, was: boolean): void;
  /** Cells that nothing was seen for. */
  missing(): string[];
  /** A row per point; once: its effects were there once. */
  print(): string;
}

/** An empty table of the points that `isMeant`, and of the endings that each is to be seen with. */
export function openCrashTable(
  isMeant: (point: CrashPoint) => boolean,
  endingsOf: (point: CrashPoint) => readonly Ending[],
): CrashTable {
  const cells = new Map<string, string>();
  const withoutWorkflow = new Set<CrashPoint>();
  const points = crashPoints.filter(isMeant);
  const cellOf = (point: CrashPoint, how: Ending) => {
    if (!cells.has(`${point} ${how}`)) return '-';
    return how === 'terminate' && withoutWorkflow.has(point) ? 'once (none yet)' : 'once';
  };
  return {
    passed(point, how) {
      cells.set(`${point} ${how}`, 'once');
    },
    ended(point, was) {
      if (!was) withoutWorkflow.add(point);
    },
    missing: () =>
      points.flatMap((point) =>
        endingsOf(point)
          .filter((how) => cellOf(point, how) === '-')
          .map((how) => `${point}: ${how}`),
      ),
    print() {
      const head = ['point', 'done', 'next', ...endings];
      const rows = points.map((point) => {
        const { done, next } = factsOf(point);
        return [point, done, next, ...endings.map((how) => cellOf(point, how))];
      });
      const widths = head.map((_, column) =>
        Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
      );
      const line = (row: readonly string[]) =>
        row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
      return `${[head, ...rows].map(line).join('\n')}\n`;
    },
  };
}
