import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localPaths, projectRoot } from '../stack/paths.ts';

const run = promisify(execFile);
const gitTimeoutMs = 60_000;

/** The sources of a release, as they were. */
export interface ReleaseSource extends AsyncDisposable {
  /** The full commit hash. */
  readonly commit: string;
  /** Inside the project, so that imports of packages find those that are installed. */
  readonly folder: string;
}

/**
 * Unpacks the sources of a git ref beside the working tree, which is left alone; removed on disposal.
 * @throws Error with git's words when there is no such commit.
 */
export async function openReleaseSource(ref: string): Promise<ReleaseSource> {
  const commit = (await git(['rev-parse', '--verify', `${ref}^{commit}`])).trim();
  const folder = join(localPaths.home, 'release', commit);
  const archive = `${folder}.tar`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await git(['archive', '--format=tar', `--output=${archive}`, commit]);
    await run('tar', ['-xf', archive, '-C', folder], { timeout: gitTimeoutMs });
  } finally {
    await rm(archive, { force: true });
  }
  return {
    commit,
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function git(args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: projectRoot, timeout: gitTimeoutMs });
  return stdout;
}
