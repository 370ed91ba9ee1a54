/** A Node process of the platform under test, with its output at hand. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processIdentity } from '../../../ops/stack/process-identity.ts';
import { type Reaper, startReaper, testStacksHome } from '../../../ops/stack/reaper.ts';
import { until } from '../until.ts';
import type { CrashGate } from './crash-gate.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const startTimeoutMs = 90_000;
const stopTimeoutMs = 20_000;

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
  /** Path from the project's root, or of a bundled program; TypeScript runs through tsx, as it does for users. */
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
 * Starts a Node process and waits until it says that it is up. It ends with the process that started it, however
 * that ends.
 * @throws Error with its output when it ends or says nothing in time; then it does not run any more.
 */
export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcess> {
  const { script, ready, gate } = options;
  const child = spawnNode(options);
  gate?.attach(child);
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = once(child, 'exit').then(
    ([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown',
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`Expected ${script} to start`);
  reaperOfThisProcess().watch({ pid, identity: processIdentity(pid) ?? 'ended' });
  void ended.then(() => reaperOfThisProcess().forget(pid));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const started: NodeProcess = {
    pid,
    output: () => output,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      const result = await ended;
      clearTimeout(timer);
      return result;
    },
  };
  if (ready === undefined) return started;
  const isUp = () => {
    if (ready.test(output)) return true;
    if (hasEnded()) throw new Error(`${script} ended before it was up`);
    return false;
  };
  try {
    await until(isUp, { what: `${script} to come up`, timeoutMs: startTimeoutMs });
  } catch (cause) {
    child.kill('SIGKILL');
    await ended;
    throw new Error(`${script} did not come up:\n${output.slice(-4000)}`, { cause });
  }
  return started;
}

function spawnNode({ script, args = [], env, gate }: NodeProcessOptions): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const loader = /\.m?ts$/.test(script) ? ['--import', 'tsx'] : [];
  return spawn(process.execPath, [...loader, script, ...args], {
    cwd: root,
    env: { PATH, HOME, ...env },
    // A process group of its own, of which the reaper leaves nothing.
    detached: true,
    stdio: gate === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

let reaper: Reaper | undefined;

/** Ends what this process has started when this process ends without having done so. */
function reaperOfThisProcess(): Reaper {
  if (reaper !== undefined) return reaper;
  const home = testStacksHome();
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, `${process.pid}-`));
  reaper = startReaper(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return reaper;
}
