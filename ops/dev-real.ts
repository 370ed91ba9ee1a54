/**
 * `npm run dev:real`: starts the parts that do not run, then API and worker, which are started again when
 * their files change and whatever ends them. Ctrl-C ends all that this command started. With
 * `-- --no-watch` nothing is started again and the first end ends all.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { announceWhenReady } from './real/announce.ts';
import {
  type PrefixedOptions,
  type PrefixedProcess,
  startPrefixed,
} from './real/prefixed-process.ts';
import { runMain } from './real/run-main.ts';
import { superviseProgram } from './real/supervised-program.ts';
import { watchSources } from './real/watch-sources.ts';
import { ensureStack, stopStarted } from './stack/local-stack.ts';
import { projectRoot } from './stack/paths.ts';
import { processIdentity } from './stack/process-identity.ts';
import { readRunRecord, removeRunRecord, writeRunRecord } from './stack/run-records.ts';
import { readSettings, realEnvironment } from './stack/settings.ts';
import { StackError } from './stack/stack-error.ts';

/** Longer than API and worker give themselves (SHUTDOWN_TIMEOUT_MS). */
const stopGraceMs = 20_000;
const interrupted = 'asked to stop';
const shared = ['activities', 'chain', 'db', 'domain', 'ledger', 'platform'];
const programs = [
  { name: 'api', folders: ['api', ...shared] },
  { name: 'worker', folders: ['worker', 'workflows', ...shared] },
];

await runMain(async () => {
  const { values } = parseArgs({ options: { 'no-watch': { type: 'boolean', default: false } } });
  const settings = readSettings();
  if (settings === undefined) {
    throw new StackError('REAL mode is not set up here', { remedy: 'npm run setup:real' });
  }
  const stopAsked = signalled();
  await claimDevRecord();
  const startedParts: string[] = [];
  const children: PrefixedProcess[] = [];
  const ready = new AbortController();
  try {
    for (const part of await ensureStack(settings, console.log)) {
      if (part.started) startedParts.unshift(part.name);
    }
    const env = { ...realEnvironment(), MOCK_MODE: 'false' };
    for (const { name, folders } of programs) {
      const args = ['--import', 'tsx', `${name}/main.ts`];
      const options = { name, args, env, print: console.log };
      if (values['no-watch']) children.push(await startPrefixed(options));
      else children.push(reloadedProgram(options, folders));
    }
    void announceWhenReady(env, ready.signal);
    const ends = children.map(async (child) => `${child.name} ended with ${await child.ended}`);
    const reason = await Promise.race([...ends, stopAsked]);
    console.log(`\n${reason}: stopping`);
    return reason === interrupted ? 0 : 1;
  } finally {
    ready.abort();
    await Promise.all(children.map((child) => child.stop(stopGraceMs)));
    await stopStarted(startedParts, console.log);
    removeRunRecord('dev');
  }
});

/** Kept running, and started anew when a file in its folders changes. */
function reloadedProgram(options: PrefixedOptions, folders: readonly string[]): PrefixedProcess {
  const program = superviseProgram({ ...options, graceMs: stopGraceMs });
  const sources = watchSources({
    folders: folders.map((folder) => join(projectRoot, folder)),
    onChange: (path) => program.reload(`${relative(projectRoot, path)} changed`),
  });
  return {
    ...program,
    stop: async (graceMs) => {
      sources.close();
      await program.stop(graceMs);
    },
  };
}

/** Only one dev:real per checkout; what a killed one left running is ended first. */
async function claimDevRecord(): Promise<void> {
  const other = readRunRecord('dev');
  if (other?.kind === 'process') {
    throw new StackError(`dev:real runs already (pid ${other.pid})`, {
      remedy: 'Use that one, or npm run stop:real.',
    });
  }
  const left = ['worker', 'api'].filter((name) => readRunRecord(name) !== undefined);
  await stopStarted(left, console.log);
  const identity = processIdentity(process.pid) ?? '';
  const record = { pid: process.pid, identity, stopSignal: 'SIGTERM', logFile: '' } as const;
  writeRunRecord({
    kind: 'process',
    name: 'dev',
    source: 'project',
    origin: 'dev:real',
    ...record,
  });
}

function signalled(): Promise<string> {
  return new Promise((resolve) => {
    // Stays installed: an impatient second Ctrl-C must not leave children behind.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => resolve(interrupted));
    }
  });
}
