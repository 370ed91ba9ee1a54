/** A Node process of the platform under test, with its output at hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CrashGate } from './crash-gate.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const startTimeoutMs = 90_000;

export interface NodeProcess {
  readonly pid: number;
  /** All it has printed so far. */
  output(): string;
  /** The exit code, or the signal's name, once it has ended. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after a while; resolves when it has ended. */
  stop(): Promise<number | string>;
}

export interface NodeProcessOptions {
  /** Path from the project's root. */
  readonly script: string;
  readonly args?: readonly string[];
  /** What it prints when it is up; without it the process is given back at once. */
  readonly ready?: RegExp;
  /** The whole environment besides PATH and HOME. */
  readonly env: Readonly<Record<string, string>>;
  /** Asked at every crash point, where the settings say so. */
  readonly gate?: CrashGate | undefined;
}

/**
 * Starts a TypeScript process and waits until it says that it is up.
 * @throws Error with its output when it ends or says nothing in time.
 */
export async function startNodeProcess({
  script,
  args = [],
  ready,
  env,
  gate,
}: NodeProcessOptions): Promise<NodeProcess> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    env: { PATH, HOME, ...env },
    stdio: gate === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  gate?.attach(child);
  let output = '';
  let heard: () => void = () => undefined;
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    heard();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    heard();
    return code ?? signal ?? 'unknown';
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Expected ${script} to start`);
  const started: NodeProcess = {
    pid,
    output: () => output,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const result = await ended;
      clearTimeout(timer);
      return result;
    },
  };
  if (ready === undefined) return started;
  const giveUpAt = Date.now() + startTimeoutMs;
  while (!ready.test(output)) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`${script} did not come up:\n${output.slice(-4000)}`);
    }
    await Promise.race([
      new Promise<void>((resolve) => {
        heard = resolve;
      }),
      new Promise((resolve) => setTimeout(resolve, 500)),
    ]);
  }
  return started;
}
