// Goal: each rule of the tidy checks fires. Method: one planted fault and its harmless twin per rule.
import { describe, expect, test } from 'vitest';
import { bannedWordUses, machinePaths, testsThatDoNotRun } from './banned-words.ts';
import { lineCount, longFiles, longFunctions, percentile, poorModules } from './code-rules.ts';
import { isSource, isTest, largeBlobs, listFiles } from './source-tree.ts';
import { casts, undocumentedFunctions } from './syntax.ts';

const file = (text: string, path = 'ledger/post.ts') => ({ path, text });
const lines = (count: number) => 'x();\n'.repeat(count);

describe('sizes', () => {
  test('a file of 401 lines is too long, one of 400 is not', () => {
    expect(longFiles([file(lines(401))])).toHaveLength(1);
    expect(longFiles([file(lines(400))])).toEqual([]);
  });

  test('a function of 71 lines is too long, blank ones and comments not counted', () => {
    const body = (count: number) =>
      `function f() {\n${lines(count)}\n\n  // why\n  /* and\n   * how */\n}`;
    expect(longFunctions([file(body(69))])).toEqual([
      'ledger/post.ts:1: f has 71 lines, at most 70',
    ]);
    expect(longFunctions([file(body(68))])).toEqual([]);
  });

  test('an arrow function and a method count too, a describe does not', () => {
    expect(longFunctions([file(`const f = () => {\n${lines(80)}};`)])).toHaveLength(1);
    expect(longFunctions([file(`class C {\n m() {\n${lines(80)}}\n}`)])).toHaveLength(1);
    expect(longFunctions([file(`describe('x', () => {\n${lines(80)}});`)])).toEqual([]);
    expect(longFunctions([file(`test('x', () => {\n${lines(80)}});`)])).toHaveLength(1);
  });

  test('percentiles are taken from the sorted numbers', () => {
    expect(percentile([9, 1, 5], 0.5)).toBe(5);
    expect(percentile([3, 1, 2, 4, 5, 6, 7, 8, 10, 9], 0.9)).toBe(10);
    expect(percentile([], 0.5)).toBe(0);
    expect(lineCount('a\nb\n')).toBe(2);
  });

  test('a blob over 512 KiB is found', () => {
    expect(largeBlobs(['logo.png'], () => 512 * 1024 + 1)).toHaveLength(1);
    expect(largeBlobs(['logo.png'], () => 512 * 1024)).toEqual([]);
  });
});

describe('modules', () => {
  test.each(['api/utils.ts', 'api/string-utils.ts', 'db/helpers/sql.ts', 'domain/common.ts'])(
    '%s is refused for its name',
    (path) => {
      expect(poorModules([file('x();', path)])).toHaveLength(1);
    },
  );

  test('a barrel is refused, except the two that tools need', () => {
    const barrel = "/** All. */\nexport * from './a.ts';\nexport { b } from './b.ts';";
    expect(poorModules([file(barrel, 'domain/all.ts')])).toHaveLength(1);
    expect(poorModules([file(barrel, 'workflows/index.ts')])).toEqual([]);
    expect(poorModules([file(`${barrel}\nexport const c = 1;`)])).toEqual([]);
  });
});

describe('syntax', () => {
  test('a cast is found, as const and satisfies are not', () => {
    expect(casts(file('const a = b as string;\nconst c = d!;'))).toEqual([
      'ledger/post.ts:1',
      'ledger/post.ts:2',
    ]);
    expect(casts(file('const a = [1] as const satisfies number[];'))).toEqual([]);
  });

  test('an exported function needs a docblock', () => {
    expect(undocumentedFunctions(file('export function f() {}'))).toHaveLength(1);
    expect(undocumentedFunctions(file('/** Gives. */\nexport function f() {}'))).toEqual([]);
    expect(undocumentedFunctions(file('function f() {}'))).toEqual([]);
  });
});

describe('words', () => {
  test.each([
    '// TODO: later',
    'parseFloat(amount)',
    'Math.random()',
    '// @ts-ignore',
    '// eslint-disable-next-line',
    'const whitelist = []',
    'try { x(); } catch (error) { }',
    'try { x(); } catch {}',
    'process.exit(1)',
  ])('%s is refused', (text) => {
    expect(bannedWordUses([file(text)])).toHaveLength(1);
  });

  test('a word may be banned in one room and allowed in another', () => {
    expect(bannedWordUses([file('Date.now()', 'domain/quote.ts')])).toHaveLength(1);
    expect(bannedWordUses([file('Date.now()', 'api/quote.ts')])).toEqual([]);
    expect(bannedWordUses([file('process.exit(1)', 'worker/main.ts')])).toEqual([]);
  });

  test('a path of one machine is found, an address and a relative path are not', () => {
    const path = (folder: string) => `see /${folder}/alice/notes`;
    for (const folder of ['root', 'home', 'work', 'Users', 'tmp']) {
      expect(machinePaths([file(path(folder))])).toHaveLength(1);
    }
    expect(machinePaths([file('https://example.org/home/page and docs/work/x')])).toEqual([]);
  });

  test('a focused test and an unexplained skip are found', () => {
    expect(testsThatDoNotRun([file("test.only('x')")])).toHaveLength(1);
    expect(testsThatDoNotRun([file("describe.concurrent.only('x')")])).toHaveLength(1);
    expect(testsThatDoNotRun([file("it.skip('x')")])).toHaveLength(1);
    expect(testsThatDoNotRun([file("test.skipIf(slow)('x')")])).toHaveLength(1);
    expect(
      testsThatDoNotRun([
        file("// Skipped where no engine of containers answers.\ntest.skip('x')"),
      ]),
    ).toEqual([]);
  });
});

test('the tree is read without what is installed, and sources are told from generated files', () => {
  const paths = listFiles();
  expect(paths).toContain('ops/ci/tidy/code-rules.test.ts');
  expect(paths.some((path) => path.includes('node_modules/'))).toBe(false);
  expect(isSource(file('', 'chain/contracts/test-usdc.generated.ts'))).toBe(false);
  expect(isSource(file('', 'chain/deploy.ts'))).toBe(true);
  expect(isTest(file('', 'tests/harness/worlds/databases.ts'))).toBe(true);
});
