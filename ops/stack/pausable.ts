import { setTimeout as sleep } from 'node:timers/promises';
import { isPaused } from './process-identity.ts';
import type { StartedProcess } from './processes.ts';

/** A server that can be made to hang. */
export interface Pausable {
  /** Stops it in its tracks: connections stay open and nothing answers, as in an outage. */
  pause(): Promise<void>;
  resume(): void;
}

/** Pauses and resumes a process. */
export function pausable({ pid }: Pick<StartedProcess, 'pid'>): Pausable {
  return {
    pause: async () => {
      process.kill(pid, 'SIGSTOP');
      while (!isPaused(pid)) await sleep(1);
    },
    resume: () => {
      process.kill(pid, 'SIGCONT');
    },
  };
}
