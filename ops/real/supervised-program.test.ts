/**
 * Goal: a program under the supervisor comes back whatever ended it, and only then. Method: small programs
 * that end in the ways that programs end, killed by their process id where they do not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { until } from '../../tests/harness/until.ts';
import { type SupervisedProgram, superviseProgram } from './supervised-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'quittance-supervised-'));
const programs: SupervisedProgram[] = [];
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop(1000)));
});
afterAll(() => rmSync(folder, { recursive: true }));

const stays = `console.log('up', process.pid); setInterval(() => {}, 1000);`;

/** Supervises a program with these lines, and gives what was printed. */
function supervise(name: string, source: string) {
  const script = join(folder, `${name}.mjs`);
  writeFileSync(script, source);
  const lines: string[] = [];
  const program = superviseProgram({
    name,
    args: [script],
    env: {},
    print: (line) => lines.push(line),
    graceMs: 5000,
    firstPauseMs: 10,
  });
  programs.push(program);
  const pids = () => lines.flatMap((line) => /up ([0-9]+)/.exec(line)?.[1] ?? []).map(Number);
  return { program, lines, pids };
}

/** Less than a test has, so that it ends with a word on what did not happen. */
const patience = { timeoutMs: 30_000, everyMs: 10 };

test('killed with SIGKILL it is started again, and says so', async () => {
  const { pids, lines } = supervise('killed', stays);
  await until(() => pids().length === 1, patience);
  process.kill(pids()[0] ?? 0, 'SIGKILL');
  await until(() => pids().length === 2, patience);
  expect(lines.join('\n')).toContain('ended with SIGKILL: starting it again in 0.01 s');
});

test('one that keeps ending is started again after longer and longer pauses', async () => {
  const { lines } = supervise('failing', 'process.exit(3);');
  const pauses = () => lines.flatMap((line) => / in ([0-9.]+) s$/.exec(line)?.[1] ?? []);
  await until(() => pauses().length >= 4, patience);
  expect(pauses().slice(0, 4)).toEqual(['0.01', '0.02', '0.04', '0.08']);
});

test('one whose settings are wrong waits for a change, and then is started at once', async () => {
  const { program, lines } = supervise('misconfigured', `console.log('tried'); process.exit(78);`);
  const tried = () => lines.filter((line) => line.endsWith('tried')).length;
  await until(() => lines.some((line) => line.includes('waits for a change')), patience);
  expect(tried()).toBe(1);
  program.reload('settings.ts changed');
  await until(() => tried() === 2, patience);
});

test('a reload ends it in good order and starts it anew; a stop lets it rest', async () => {
  const { program, pids, lines } = supervise(
    'reloaded',
    `process.on('SIGTERM', () => { console.log('drained'); process.exit(0); }); ${stays}`,
  );
  await until(() => pids().length === 1, patience);
  program.reload('a.ts changed');
  program.reload('b.ts changed');
  await until(() => pids().length === 2, patience);
  await program.stop(5000);
  expect(await program.ended).toBe('exit code 0');
  expect(lines.filter((line) => line.endsWith('drained'))).toHaveLength(2);
  expect(pids()).toHaveLength(2);
});
