import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { localPaths } from './paths.ts';
import { processIdentity } from './process-identity.ts';
import { type StartedProcess, stopProcess } from './processes.ts';
import { canReach, reachableHome, unprivilegedUser } from './unprivileged.ts';

const processList = 'processes';

/**
 * Reads process ids, one a line, until its standard input ends: that is when its parent ended, however
 * it did. Then it ends those processes and removes the folder it was given. SIGQUIT first: Postgres
 * takes it as "at once, but release the shared memory". A process that has ended is to be forgotten, since
 * its id may be another's later.
 */
const script = `
pids=""
while read -r verb pid; do
  case "$verb" in
    done) exit 0 ;;
    watch) pids="$pids $pid" ;;
    forget)
      left=""
      for one in $pids; do [ "$one" = "$pid" ] || left="$left $one"; done
      pids="$left" ;;
  esac
done
[ -n "$pids" ] || { rm -rf "$1"; exit 0; }
kill -QUIT $pids 2>/dev/null
sleep 1
for pid in $pids; do kill -KILL -$pid 2>/dev/null; done
rm -rf "$1"
`;

/** Ends processes and removes their folder if this process dies without doing so itself. */
export interface Reaper {
  watch(started: Pick<StartedProcess, 'pid' | 'identity'>): void;
  /** It has ended. */
  forget(pid: number): void;
  /** Everything was closed in good order: the reaper leaves without doing anything. */
  dismiss(): Promise<void>;
}

/**
 * Starts a reaper for a test stack's folder. It is a process of its own session, so Ctrl-C does not
 * reach it.
 */
export function startReaper(folder: string): Reaper {
  const child = spawn('/bin/sh', ['-c', script, 'quittance-reaper', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => undefined); // it was killed: nothing watches, nothing else breaks
  child.unref();
  return {
    watch: ({ pid, identity }) => {
      child.stdin.write(`watch ${pid}\n`);
      appendFileSync(join(folder, processList), `${pid} ${identity}\n`);
    },
    forget: (pid) => {
      child.stdin.write(`forget ${pid}\n`);
    },
    dismiss: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = once(child, 'exit');
      child.stdin.end('done\n');
      await ended;
    },
  };
}

/** Where test stacks keep their folders: below .quittance/, unless Postgres' user cannot get there. */
export function testStacksHome(): string {
  return canReach(unprivilegedUser(), localPaths.home)
    ? localPaths.tests
    : join(reachableHome(), 'tests');
}

/**
 * Ends and removes what test stacks left behind whose owner has ended together with its reaper.
 * The folders are named `<process id of the owner>-<random>`.
 */
export async function removeOrphanStacks(): Promise<void> {
  const home = testStacksHome();
  if (!existsSync(home)) return;
  for (const name of readdirSync(home)) {
    const owner = Number.parseInt(name, 10);
    if (Number.isNaN(owner) || processIdentity(owner) !== undefined) continue;
    const folder = join(home, name);
    const list = join(folder, processList);
    for (const line of existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []) {
      const [pid, ...identity] = line.split(' ');
      await stopProcess(
        { pid: Number(pid), identity: identity.join(' '), stopSignal: 'SIGINT' },
        500,
      );
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
