import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../stack/commands.ts';
import { localPaths, makeLocalHome } from '../../stack/paths.ts';
import { installPython } from '../../stack/python-environment.ts';

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
  // What an installation that was cut short has left.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await installPython({ package: 'schemathesis', version, folder }, report);
  writeFileSync(whole, '');
  return program;
}
