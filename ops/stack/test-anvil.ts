import { setTimeout as sleep } from 'node:timers/promises';
import { anvilPart } from './anvil.ts';
import { isPaused } from './process-identity.ts';
import { type StartedProcess, stopProcess } from './processes.ts';

/** An Anvil of a test, on a chain of its own. */
export interface TestAnvil {
  readonly url: string;
  readonly chainId: number;
  /** Stops it in its tracks: connections stay open and nothing answers, as in an outage. */
  pause(): Promise<void>;
  resume(): void;
  /** Kills it; the chain is lost. */
  kill(): Promise<void>;
}

/** The part and its handle for a port; mines a block every `blockTimeS` seconds, 0 = per transaction. */
export function testAnvil(place: { port: number; folder: string; blockTimeS: number }) {
  const chainId = 31_337;
  const url = `http://127.0.0.1:${place.port}`;
  const endpoint = { host: '127.0.0.1', port: place.port };
  const { blockTimeS, folder } = place;
  const part = anvilPart({ endpoint, url, chainId, blockTimeS, folder, durable: false });
  const handle = (started: StartedProcess): TestAnvil => ({
    url,
    chainId,
    pause: async () => {
      process.kill(started.pid, 'SIGSTOP');
      while (!isPaused(started.pid)) await sleep(1);
    },
    resume: () => {
      process.kill(started.pid, 'SIGCONT');
    },
    kill: async () => {
      await stopProcess(started, 0);
    },
  });
  return { part, handle };
}
