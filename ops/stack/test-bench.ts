import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Part, PartName } from './part.ts';
import { freePort, isListening } from './ports.ts';
import { type StartedProcess, stopProcess } from './processes.ts';
import { startReaper } from './reaper.ts';
import { allowedSources, obtainBinary, startPart } from './start-part.ts';

/** A part of a test stack that answers. */
export interface RunningTestPart<Made extends { readonly part: Part }> {
  readonly made: Made;
  readonly command: string;
  readonly process: StartedProcess;
  /** Ends it in good order and starts it again on the same port and data; `process` is the first one. */
  restart(): Promise<void>;
}

/** Starts servers for one test stack and is answerable for their end. */
export class TestBench {
  /** Data and logs; removed by {@link close}. */
  readonly folder: string;
  readonly #reaper;
  readonly #running: { name: PartName; process: StartedProcess }[] = [];
  #closing: Promise<void> | undefined;

  constructor(home: string) {
    this.folder = mkdtempSync(join(home, `${process.pid}-`));
    chmodSync(this.folder, 0o755); // Postgres runs as another user and has to pass through
    this.#reaper = startReaper(this.folder);
  }

  /**
   * Starts a part on a free port; `make` says which part that is, given port and data folder. Takes
   * another port when something else took the first one in the meantime.
   * @throws StackError when it cannot be had or does not come up.
   */
  async start<Made extends { readonly part: Part }>(
    make: (port: number, folder: string) => Made,
  ): Promise<RunningTestPart<Made>> {
    const portsMax = 3;
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const made = make(port, join(this.folder, String(port)));
      try {
        return await this.#startOn(made);
      } catch (error) {
        const taken = await isListening({ host: '127.0.0.1', port });
        if (!taken || attempt === portsMax) throw error;
      }
    }
  }

  /** Ends every process and removes the folder; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #startOn<Made extends { readonly part: Part }>(made: Made): Promise<RunningTestPart<Made>> {
    const sources = allowedSources(process.env['QUITTANCE_STACK_SOURCES']);
    const binary = await obtainBinary(made.part, sources, () => undefined);
    const { process: started } = await startPart(made.part, binary, {
      logFolder: this.folder,
      onStarted: (one) => {
        this.#reaper.watch(one);
        this.#running.push({ name: made.part.name, process: one });
      },
    });
    let current = started;
    const restart = async () => {
      await stopProcess(current);
      current = (await this.#startOn(made)).process;
    };
    return { made, command: binary.command, process: started, restart };
  }

  async #close(): Promise<void> {
    // Only Postgres leaves something behind when it is killed: its shared memory.
    const graceMs = (name: PartName) => (name === 'postgres' ? 10_000 : 0);
    await Promise.all(
      this.#running.map(({ name, process }) => stopProcess(process, graceMs(name))),
    );
    await this.#reaper.dismiss();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
