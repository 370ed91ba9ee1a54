import type { TextFile } from './source-tree.ts';

interface BannedWord {
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** Files the word is banned in. @default all TypeScript */
  readonly where?: RegExp;
  /** Files that may use it all the same. */
  readonly except?: RegExp;
}

const bannedWords: readonly BannedWord[] = [
  { pattern: /\b(FIXME|TODO|XXX|HACK)\b/, instead: 'finish it, or open an issue' },
  { pattern: /\bparseFloat\(/, instead: 'parseDecimal of domain/money.ts; money is never a float' },
  { pattern: /\bMath\.random\(/, instead: 'crypto.randomUUID, or a seeded generator in tests' },
  { pattern: /@ts-(ignore|nocheck|expect-error)\b/, instead: 'a type that is true' },
  { pattern: /\beslint-disable/, instead: 'biome-ignore or oxlint-disable with a reason' },
  { pattern: /\bwhite-?list/i, instead: 'allowed, or a list of allowed …' },
  { pattern: /\bblack-?list/i, instead: 'refused, or a list of refused …' },
  { pattern: /\bcatch\s*(\(\w*\)\s*)?\{\s*\}/, instead: 'handle the error, or say why it is none' },
  {
    pattern: /\bprocess\.exit\(/,
    instead: 'process.exitCode, so that what is open can close',
    except: /(^|\/)main\.ts$|^(ops|tests|bench)\//,
  },
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    instead: 'a time passed in; the domain does no I/O',
    where: /^domain\/(?!.*\.test\.ts$)/,
  },
];

/** Lines with a banned word, each with what to write instead. */
export function bannedWordUses(files: readonly TextFile[]): string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        bannedWords
          .filter((word) => isBannedIn(word, file.path) && word.pattern.test(line))
          .map((word) => `${file.path}:${index + 1}: ${line.trim()} -- instead: ${word.instead}`),
      ),
  );
}

function isBannedIn(word: BannedWord, path: string): boolean {
  return (word.where?.test(path) ?? true) && !(word.except?.test(path) ?? false);
}

const machinePath = /(?<![\w.:/-])\/(?:root|home|work|Users|tmp)\/[\w.]/;

/** Lines with a path that exists on one machine only. */
export function machinePaths(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, place: `${path}:${index + 1}` }))
      .filter(({ line }) => machinePath.test(line))
      .map(({ line, place }) => `${place}: ${line.trim()}`),
  );
}

const focused = /\b(?:test|it|describe)(?:\.\w+)*\.only\b/;
const skipped = /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|fails)\b|\.skip\(/;
const reasonLettersMin = 15;

/** Tests that hide others, and tests that do not run without a comment beside them that says why. */
export function testsThatDoNotRun(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) => {
      const place = `${path}:${index + 1}`;
      if (focused.test(line)) return [`${place}: .only hides the other tests`];
      const comments = [lines[index - 1] ?? '', line].map((text) => /\/\/(.*)/.exec(text)?.[1]);
      const explained = comments.some((comment) => (comment ?? '').length >= reasonLettersMin);
      return skipped.test(line) && !explained
        ? [`${place}: a test that does not run, without a comment that says why`]
        : [];
    });
  });
}
