import { join } from 'node:path';
import { findOnPath, type Report, runCommand } from './commands.ts';
import { StackError } from './stack-error.ts';

/** A package of PyPI in one version. */
export interface PythonPackage {
  readonly package: string;
  readonly version: string;
}

/** The package and where it is to be installed. */
export interface PythonEnvironment extends PythonPackage {
  /** The folder of the virtual environment, which is made. */
  readonly folder: string;
  /** Without what the package depends on. @default false */
  readonly alone?: boolean;
}

/**
 * Installs a package from PyPI into a virtual environment of its own; nothing is built from source.
 * @throws StackError when Python is missing or the package can not be installed.
 */
export async function installPython(wanted: PythonEnvironment, report: Report): Promise<void> {
  const { folder, package: name, version, alone = false } = wanted;
  const python = findOnPath('python3');
  if (python === undefined) throw missing('python3 is not on PATH');
  try {
    report(`installing ${name} ${version} from PyPI`);
    await runCommand(python, ['-m', 'venv', folder], { timeoutMs: 120_000 });
    // Python compiles what it imports; all of a package is many times that.
    const options = [
      '--quiet',
      '--no-compile',
      ...(alone ? ['--no-deps'] : []),
      '--only-binary',
      ':all:',
    ];
    await runCommand(
      join(folder, 'bin', 'python'),
      ['-m', 'pip', 'install', ...options, `${name}==${version}`],
      { timeoutMs: 300_000 },
    );
  } catch (cause) {
    throw missing(`${name} could not be installed from PyPI`, cause);
  }
}

function missing(message: string, cause?: unknown): StackError {
  return new StackError(message, {
    remedy: 'Install Python 3 with its venv module (Debian: apt-get install python3-venv).',
    cause,
  });
}
