import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Receives one line of progress. */
export type Report = (line: string) => void;

/**
 * Runs a command to its end and gives its standard output.
 * @throws Error when it cannot be started, exits non-zero or outlives `timeoutMs`; with its output.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: {
    readonly timeoutMs?: number;
    readonly cwd?: string;
    readonly uid?: number;
    readonly gid?: number;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<string> {
  const { timeoutMs = 30_000, env, ...rest } = options;
  const { stdout } = await execute(command, args, {
    ...rest,
    env: { ...process.env, ...env },
    timeout: timeoutMs,
    maxBuffer: 10_000_000,
  });
  return stdout;
}

/**
 * The executable of that name on PATH, or undefined. What npm puts on PATH for its scripts does not
 * count: those are wrappers, and a signal to a wrapper does not reach the server behind it.
 */
export function findOnPath(name: string): string | undefined {
  const wrappers = join('node_modules', '.bin');
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.endsWith(wrappers));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Whether the path is a file that may be executed. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first dotted number in a `--version` answer; undefined when the command does not give one. */
export async function versionOf(
  command: string,
  args = ['--version'],
): Promise<string | undefined> {
  try {
    const answer = await runCommand(command, args, { timeoutMs: 20_000 });
    return /\d+(?:\.\d+)+/.exec(answer)?.[0];
  } catch {
    return undefined; // not executable here, for instance built for another processor
  }
}
