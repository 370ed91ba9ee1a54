import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.ts';
import { StackError } from './stack-error.ts';

/** A user of this machine. */
export interface UnixUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The existing user as which Postgres runs when we are root (it refuses root): `postgres`, else
 * `nobody`. No user is ever added. Undefined when we are not root: then it runs as ourselves.
 * @throws StackError when root has neither user.
 */
export function unprivilegedUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new StackError('PostgreSQL refuses to run as root', {
    remedy: 'Run as an ordinary user, or on a system that has the user "postgres" or "nobody".',
  });
}

/** Whether the user can reach that path through all the folders above it. */
export function canReach(user: UnixUser | undefined, path: string): boolean {
  if (user === undefined) return existsSync(path);
  const test = spawnSync('test', ['-x', path], { uid: user.uid, gid: user.gid, stdio: 'ignore' });
  return test.status === 0;
}

/**
 * A folder that the user owns: the wanted one, or, where the user may not pass through the folders
 * above it (a checkout in root's home), one of the same name below /var/tmp.
 */
export function ownFolder(user: UnixUser | undefined, wanted: string): string {
  const isNew = mkdirSync(wanted, { recursive: true, mode: 0o700 }) !== undefined;
  if (user === undefined) return wanted;
  chownSync(wanted, user.uid, user.gid);
  if (canReach(user, wanted)) return wanted;
  const folder = join(
    reachableHome(),
    createHash('sha256').update(wanted).digest('hex').slice(0, 12),
  );
  // The folder in its place went with the .quittance/ that it belonged to.
  if (isNew) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Where things live that an unprivileged user must reach when the checkout is out of its reach. */
export function reachableHome(): string {
  const digest = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);
  const folder = join('/var/tmp', `quittance-${digest}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  // The name can be guessed and /var/tmp is open to all: use it only when it is really ours.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new StackError(`${folder} belongs to someone else`, { remedy: `Remove ${folder}.` });
  }
  return folder;
}
