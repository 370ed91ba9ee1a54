import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Report } from '../stack/commands.ts';
import { projectRoot } from '../stack/paths.ts';
import { processIdentity } from '../stack/process-identity.ts';
import { stopProcess } from '../stack/processes.ts';
import { removeRunRecord, writeRunRecord } from '../stack/run-records.ts';

/** A program of this project that runs in the foreground. */
export interface PrefixedProcess {
  readonly name: string;
  /** Resolves when it has ended, with what ended it: "exit code 1", "SIGKILL". */
  readonly ended: Promise<string>;
  /** Asks it to end; kills it and everything it started after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Options of {@link startPrefixed}. */
export interface PrefixedOptions {
  readonly name: string;
  /** Arguments for Node.js. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Receives every line of its output, with the name in front. */
  readonly print: Report;
}

/**
 * Starts a Node program whose lines are shown with its name in front. It has a session of its own, so
 * that Ctrl-C reaches only us and we decide the order of ending.
 */
export async function startPrefixed(options: PrefixedOptions): Promise<PrefixedProcess> {
  const { name, args, env, print } = options;
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) relay(stream, name, print);
  const ended = endOf(child);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const started = {
    pid,
    identity: processIdentity(pid) ?? 'ended',
    stopSignal: 'SIGTERM' as const,
  };
  const origin = `node ${args.join(' ')}`;
  writeRunRecord({ kind: 'process', name, source: 'project', origin, logFile: '', ...started });
  return {
    name,
    ended,
    stop: async (graceMs) => {
      await stopProcess(started, graceMs);
      removeRunRecord(name);
    },
  };
}

function relay(stream: Readable, name: string, print: Report): void {
  createInterface({ input: stream }).on('line', (line) => print(`${name.padEnd(6)} | ${line}`));
}

async function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code ?? 'unknown'}`));
  });
}
