import { configurationExit } from '../../platform/exit-codes.ts';
import { removeRunRecord } from '../stack/run-records.ts';
import { type PrefixedOptions, type PrefixedProcess, startPrefixed } from './prefixed-process.ts';

/** Options of {@link superviseProgram}. */
export interface SupervisedOptions extends PrefixedOptions {
  /** How long the program may take to end when it is reloaded. */
  readonly graceMs: number;
  /** The pause before it is started again after an end nobody asked for; doubles each time. @default 500 */
  readonly firstPauseMs?: number;
  /** Longest such pause. @default 30000 */
  readonly pauseMaxMs?: number;
  /** After running this long its next end counts as the first one. @default 60000 */
  readonly steadyAfterMs?: number;
}

/** A program that is kept running. Its `ended` resolves after `stop` only, and rejects when it can not be started. */
export interface SupervisedProgram extends PrefixedProcess {
  /** Ends it, in good order, and starts it anew; at once when it waits to be started again. */
  reload(reason: string): void;
}

const settingsEnd = `exit code ${configurationExit}`;

/**
 * Keeps a program of this project running: whatever ends it, `kill -9` too, it is started again after a
 * pause, and says so. One that ends because its settings are wrong waits for a reload instead.
 */
export function superviseProgram(options: SupervisedOptions): SupervisedProgram {
  const { name, print, graceMs, firstPauseMs = 500, pauseMaxMs = 30_000 } = options;
  const { steadyAfterMs = 60_000 } = options;
  let running: PrefixedProcess | undefined;
  let stopped = false;
  let reloading = false;
  let stopping: Promise<void> | undefined;
  let wake: () => void = () => undefined;

  const say = (text: string) => print(`${name.padEnd(6)} | -- ${text}`);

  async function keepRunning(): Promise<string> {
    for (let ends = 1; ; ends++) {
      const startedMs = performance.now();
      const reason = await runOnce();
      if (performance.now() - startedMs > steadyAfterMs) ends = 1;
      if (stopped) return reason;
      if (reloading) ends = 0;
      else await pause(reason, Math.min(firstPauseMs * 2 ** (ends - 1), pauseMaxMs));
      if (stopped) return reason;
      reloading = false;
    }
  }

  /** Starts it and waits for its end, with what ended it. */
  async function runOnce(): Promise<string> {
    running = await startPrefixed(options);
    // Asked for while it was being started.
    if (stopped || reloading) stopping = running.stop(graceMs);
    const reason = await running.ended;
    running = undefined;
    await stopping;
    removeRunRecord(name);
    return reason;
  }

  /** Waits to be started again; a reload or a stop ends the waiting. */
  async function pause(reason: string, pauseMs: number): Promise<void> {
    const hopeless = reason === settingsEnd;
    say(
      hopeless
        ? `ended with ${reason}: its settings are wrong, it waits for a change of its files`
        : `ended with ${reason}: starting it again in ${pauseMs / 1000} s`,
    );
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (!hopeless) setTimeout(resolve, pauseMs);
    });
  }

  const ended = keepRunning();
  return {
    name,
    ended,
    reload(reason) {
      if (stopped || reloading) return;
      reloading = true;
      say(`${reason}: starting it again`);
      wake();
      stopping = running?.stop(graceMs);
    },
    async stop(stopGraceMs) {
      stopped = true;
      wake();
      await running?.stop(stopGraceMs);
      // Whoever waits for `ended` hears why it could not be started.
      await ended.catch(() => undefined);
    },
  };
}
