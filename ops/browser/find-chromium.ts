import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const installTimeoutMs = 240_000;

/** There is no Chromium, and none could be installed. */
export class ChromiumMissing extends Error {
  override readonly name = 'ChromiumMissing';
}

/**
 * The path of a Chromium: one on PATH, or else Debian's, which is installed where this process may.
 * @throws ChromiumMissing with the remedy.
 */
export function findChromium(): string {
  const found = onPath();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && run('apt-get', ['--version'])) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  }
  const installed = onPath();
  if (installed !== null) return installed;
  throw new ChromiumMissing(
    `Expected one of ${names.join(', ')} on PATH. Install one, on Debian and Ubuntu with: apt-get install chromium`,
  );
}

function onPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return (
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next one may be.
    return false;
  }
}

/** Whether a command went well. */
function run(command: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(command, args, { stdio: 'ignore', env, timeout: installTimeoutMs });
  return done.status === 0;
}
