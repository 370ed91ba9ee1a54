import { anvilPart } from './anvil.ts';
import { type Pausable, pausable } from './pausable.ts';
import { type StartedProcess, stopProcess } from './processes.ts';

/** An Anvil of a test, on a chain of its own. */
export interface TestAnvil extends Pausable {
  readonly url: string;
  readonly chainId: number;
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
    ...pausable(started),
    kill: async () => {
      await stopProcess(started, 0);
    },
  });
  return { part, handle };
}
