import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

const home = join(projectRoot, '.quittance');

/** Where everything local lives; the folder is git-ignored and may be deleted after `npm run stop:real`. */
export const localPaths = {
  home,
  /** Settings and passwords made by set-up, mode 0600. */
  realEnv: join(home, 'real.env'),
  superuserPassword: join(home, 'postgres-superuser.password'),
  signerKey: join(home, 'signer.key'),
  /** The API key of the owner that set-up made, mode 0600. */
  ownerKey: join(home, 'owner.key'),
  /** One JSON record per running part: process id, its identity, source, log. */
  run: join(home, 'run'),
  logs: join(home, 'logs'),
  /** Downloaded binaries, named by package and version. */
  cache: join(home, 'cache'),
  data: join(home, 'data'),
  /** Data of test stacks, one folder per stack, removed when it closes. */
  tests: join(home, 'tests'),
} as const;

/** Makes `.quittance/`; others may pass through it, since Postgres never runs as root. */
export function makeLocalHome(): void {
  for (const folder of [home, localPaths.run, localPaths.logs, localPaths.cache, localPaths.data]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
}
