import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, type Report, runCommand } from '../../stack/commands.ts';
import { localPaths, makeLocalHome } from '../../stack/paths.ts';
import { StackError } from '../../stack/stack-error.ts';

/** MIT; from PyPI, since there is no other way to get it. */
const version = '4.32.5';

/**
 * The path of Schemathesis in the cache, installed first where needed, with what it depends on, into a virtual
 * environment of its own.
 * @throws StackError when Python is missing or the package can not be installed.
 */
export async function schemathesis(report: Report): Promise<string> {
  makeLocalHome();
  const folder = join(localPaths.cache, `schemathesis-${version}`);
  const program = join(folder, 'bin', 'schemathesis');
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return program;
  const python = findOnPath('python3');
  if (python === undefined) throw missing('python3 is not on PATH');
  // What an installation that was cut short has left.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    report(`installing schemathesis ${version} from PyPI`);
    await runCommand(python, ['-m', 'venv', folder], { timeoutMs: 120_000 });
    const wanted = ['--quiet', '--only-binary', ':all:', `schemathesis==${version}`];
    await runCommand(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...wanted], {
      timeoutMs: 300_000,
    });
  } catch (cause) {
    throw missing('schemathesis could not be installed from PyPI', cause);
  }
  writeFileSync(whole, '');
  return program;
}

function missing(message: string, cause?: unknown): StackError {
  return new StackError(message, {
    remedy: 'Install Python 3 with its venv module (Debian: apt-get install python3-venv).',
    cause,
  });
}
