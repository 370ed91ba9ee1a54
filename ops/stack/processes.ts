import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';
import { StackError } from './stack-error.ts';
import type { UnixUser } from './unprivileged.ts';

/** The signals on which servers end in good order. */
export type StopSignal = 'SIGTERM' | 'SIGINT';

/** How to start a part's process and how to end it. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this user instead of the current one. */
  readonly user?: UnixUser | undefined;
  readonly cwd: string;
  /** The signal with which it ends in good order. */
  readonly stopSignal: StopSignal;
}

/** A process that was started, and what is needed to be sure later that it is still the same one. */
export interface StartedProcess {
  readonly pid: number;
  readonly identity: string;
  readonly stopSignal: StopSignal;
  readonly logFile: string;
}

const logBytesMax = 20_000_000;

/**
 * Starts a process of its own session, so that Ctrl-C in the terminal does not reach it, with its
 * output in `logFile`.
 * @throws StackError when the command cannot be executed.
 */
export async function startProcess(launch: Launch, logFile: string): Promise<StartedProcess> {
  if (existsSync(logFile) && statSync(logFile).size > logBytesMax) writeFileSync(logFile, '');
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(launch.command, launch.args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: launch.cwd,
      env: { ...process.env, ...launch.env },
      ...(launch.user === undefined ? {} : { uid: launch.user.uid, gid: launch.user.gid }),
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
    child.unref();
    const identity = processIdentity(pid) ?? 'ended';
    return { pid, identity, stopSignal: launch.stopSignal, logFile };
  } catch (cause) {
    throw new StackError(`${launch.command} could not be started`, {
      remedy: 'Check that the file exists and may be executed on this machine.',
      cause,
    });
  } finally {
    closeSync(log);
  }
}

/** Whether exactly that process still runs. */
export function isRunning(started: Pick<StartedProcess, 'pid' | 'identity'>): boolean {
  return processIdentity(started.pid) === started.identity;
}

/**
 * Ends the process: its own signal first, SIGKILL after `graceMs`. A process that is gone, or whose id
 * belongs to another one by now, is left alone.
 */
export async function stopProcess(
  started: Pick<StartedProcess, 'pid' | 'identity' | 'stopSignal'>,
  graceMs = 20_000,
): Promise<'stopped' | 'killed' | 'not running'> {
  if (!isRunning(started)) return 'not running';
  signal(started.pid, started.stopSignal);
  signal(started.pid, 'SIGCONT'); // a paused process would never see the first one
  const graceful = await waitForEnd(started, graceMs);
  if (!graceful) {
    signal(started.pid, 'SIGKILL');
    await waitForEnd(started, 5000);
  }
  // It led a process group of its own: whatever is left of that would stay for ever.
  signal(-started.pid, 'SIGKILL');
  return graceful ? 'stopped' : 'killed';
}

/** Waits until the process has ended; false when it still runs after `timeoutMs`. */
export async function waitForEnd(
  started: Pick<StartedProcess, 'pid' | 'identity'>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(started)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/** The last lines of a log, to show with an error. */
export function logTail(logFile: string, linesMax = 12): string {
  if (!existsSync(logFile)) return '';
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-linesMax).join('\n');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the check and the signal, or left no group behind.
  }
}
