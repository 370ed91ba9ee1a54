// Goal: a change of a source is noticed, however an editor writes it, and in a folder that is new as well; a
// test's is not. Method: real files in a folder of their own.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../tests/harness/until.ts';
import { watchSources } from './watch-sources.ts';

let root: string;
let sources: { close(): void };
let changes: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quittance-watched-'));
  mkdirSync(join(root, 'inner'));
  writeFileSync(join(root, 'inner', 'old.ts'), '');
  changes = [];
  sources = watchSources({ folders: [root], onChange: (path) => changes.push(path), quietMs: 20 });
});
afterEach(() => {
  sources.close();
  rmSync(root, { recursive: true });
});

/** Writes again and again until the change is told: a new folder is watched a moment after it is made. */
async function noticed(path: string, write: () => void): Promise<void> {
  const look = () => {
    if (changes.includes(path)) return true;
    write();
    return false;
  };
  const what = `${path} to be noticed`;
  const state = () => ({ noticed: changes });
  await until(look, { what, timeoutMs: 10_000, everyMs: 100, state });
}

test('a file that is written, and one that is replaced', async () => {
  const path = join(root, 'inner', 'old.ts');
  await noticed(path, () => writeFileSync(path, 'written'));
  changes.length = 0;
  await noticed(path, () => {
    writeFileSync(`${path}~`, 'replaced');
    renameSync(`${path}~`, path);
  });
});

test('a file in a folder that was made later, also after the folder was removed and made again', async () => {
  for (const content of ['first', 'second']) {
    const path = join(root, 'later', 'new.ts');
    mkdirSync(join(root, 'later'));
    await noticed(path, () => writeFileSync(path, content));
    rmSync(join(root, 'later'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    changes.length = 0;
  }
});

test('tests and other files are not sources', async () => {
  writeFileSync(join(root, 'inner', 'old.test.ts'), '');
  writeFileSync(join(root, 'inner', 'notes.md'), '');
  const path = join(root, 'inner', 'old.ts');
  await noticed(path, () => writeFileSync(path, 'last'));
  expect(new Set(changes)).toEqual(new Set([path]));
});
