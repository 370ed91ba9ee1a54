// Goal: the rules of the house that no linter knows hold in the whole tree. Method: read every file.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { errorCodes, failureCodes } from '../../domain/error-codes.ts';
import { bannedWordUses, machinePaths, testsThatDoNotRun } from './tidy/banned-words.ts';
import { lineCount, longFiles, longFunctions, percentile, poorModules } from './tidy/code-rules.ts';
import {
  brokenLinks,
  changelogProblems,
  titleProblems,
  unknownScripts,
  unmentioned,
} from './tidy/documents.ts';
import { stepWrites, unfencedWrites } from './tidy/fenced-writes.ts';
import { isSource, isTest, largeBlobs, listFiles, readTexts } from './tidy/source-tree.ts';
import { casts, functionSizes, undocumentedFunctions } from './tidy/syntax.ts';

const fileLinesP90Max = 250;
const castsPerThousandLinesMax = 3;

const paths = listFiles();
const texts = readTexts(paths);
const sources = texts.filter(isSource);
const product = sources.filter((file) => !isTest(file));
// The rules spell out what they refuse, and their tests plant it.
const judged = sources.filter(({ path }) => !path.startsWith('ops/ci/tidy/'));
const pages = texts.filter(({ path }) => path.endsWith('.md'));

const lockShape = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

test('there is something to judge', () => {
  expect(product.length).toBeGreaterThan(20);
  expect(pages.length).toBeGreaterThan(3);
});

test('no file is over 400 lines, nine in ten are under 250', () => {
  const lines = sources.map(({ text }) => lineCount(text));
  const p90 = percentile(lines, 0.9);
  console.log(`${lines.length} files, lines: median ${percentile(lines, 0.5)}, p90 ${p90}`);
  expect(longFiles(sources)).toEqual([]);
  expect(p90).toBeLessThanOrEqual(fileLinesP90Max);
});

test('no function is over 70 lines', () => {
  const lines = sources.flatMap(functionSizes).map((size) => size.lines);
  const long = longFunctions(sources);
  console.log(
    `${lines.length} functions, lines: median ${percentile(lines, 0.5)}, p90 ${percentile(lines, 0.9)}, over 70: ${long.length}`,
  );
  expect(long).toEqual([]);
});

test('modules are named for what is in them, and none only passes on others', () => {
  expect(poorModules(sources)).toEqual([]);
});

test('values are parsed, hardly ever cast', () => {
  const found = product.flatMap(casts);
  const lines = product.reduce((sum, { text }) => sum + lineCount(text), 0);
  const perThousand = (found.length * 1000) / lines;
  console.log(`${perThousand.toFixed(2)} casts per 1,000 lines${['', ...found].join('\n  ')}`);
  expect(perThousand).toBeLessThanOrEqual(castsPerThousandLinesMax);
});

test('every exported function has a docblock', () => {
  expect(product.flatMap(undocumentedFunctions)).toEqual([]);
});

test('no banned word is used', () => {
  expect(bannedWordUses(judged)).toEqual([]);
});

test('every test runs, or says why it does not', () => {
  expect(testsThatDoNotRun(judged.filter(isTest))).toEqual([]);
});

test('no path of one machine is in the tree', () => {
  expect(machinePaths(texts)).toEqual([]);
});

test('no large blob is in the tree', () => {
  expect(largeBlobs(paths)).toEqual([]);
});

test('every page has one title, links that lead somewhere and scripts that exist', () => {
  const scripts = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts;
  expect(titleProblems(pages)).toEqual([]);
  expect(brokenLinks(pages, existsSync)).toEqual([]);
  expect(unknownScripts(pages, new Set(Object.keys(scripts)))).toEqual([]);
});

test('the changelog keeps the form of keepachangelog.com', () => {
  expect(changelogProblems(readFileSync('CHANGELOG.md', 'utf8'))).toEqual([]);
});

test('every error code and failure code is documented and tested', () => {
  const codes = [...Object.keys(errorCodes), ...Object.keys(failureCodes)];
  const errorPage = texts.filter(({ path }) => path === 'docs/errors.md');
  const tests = judged.filter(({ path }) => path.endsWith('.test.ts'));
  expect(unmentioned(codes, errorPage)).toEqual([]);
  expect(unmentioned(codes, tests)).toEqual([]);
});

test('the lock file has an entry for every optional package, so that npm ci installs on every system', () => {
  const lock = lockShape.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const missing = Object.entries(lock.packages).flatMap(([place, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        lock.packages[`node_modules/${name}`] === undefined &&
        lock.packages[`${place}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

test('the lock file names no package host but the public registry', () => {
  const lock = readFileSync('package-lock.json', 'utf8');
  const hosts = [...lock.matchAll(/"resolved": "(https?:\/\/[^/"]+)/g)].map((match) => match[1]);
  expect(hosts.filter((host) => host !== 'https://registry.npmjs.org')).toEqual([]);
});

/** What writes in the room of steps and is no step of a run; each is called under locks or conditions of its own. */
const noSteps: ReadonlySet<string> = new Set([
  'callOffBatch', // an operator's request, under the locks of the intents it ends
  'endUnattendedSlot', // the keeper's, under the slot's lock: no run will end it
  'expireAnswers', // a schedule: what is expired is no intent's
]);

test('every table that steps write is written behind the fence of their run', () => {
  const steps = product.filter(({ path }) => path.startsWith('activities/'));
  const tables = new Set(stepWrites(steps).map(({ table }) => table));
  console.log(`tables that steps write: ${[...tables].sort().join(', ')}`);
  expect(tables.size).toBeGreaterThan(10);
  expect(unfencedWrites(steps, noSteps)).toEqual([]);
});
