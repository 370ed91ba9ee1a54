import { readdirSync, readFileSync, statSync } from 'node:fs';

/** A file of the repository. */
export interface TextFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const blobBytesMax = 512 * 1024;
const ignoredFolders: ReadonlySet<string> = new Set([
  '.git',
  '.quittance',
  'coverage',
  'dist',
  'node_modules',
]);
const ignoredFiles = /(^|\/)\.env(\.local)?$|\.log$|\.tsbuildinfo$|\.DS_Store$/;
const textEnding =
  /\.(cjs|css|html|js|json|md|mjs|sh|sol|sql|toml|ts|tsx|txt|ya?ml)$|^\.[a-z]+(rc|ignore|example|\/run)/;

/** Every file path of the repository, without what is installed, built or ignored. Sorted. */
export function listFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !(entry.isDirectory() && ignoredFolders.has(entry.name)))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(path) : [path];
    })
    .filter((path) => !ignoredFiles.test(path))
    .sort();
}

/** The files among `paths` that are text. */
export function readTexts(paths: readonly string[]): TextFile[] {
  return paths
    .filter((path) => textEnding.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** Files that are too large to keep in a repository for ever. */
export function largeBlobs(
  paths: readonly string[],
  size: (path: string) => number = (path) => statSync(path).size,
): string[] {
  return paths
    .filter((path) => size(path) > blobBytesMax)
    .map((path) => `${path}: ${size(path)} bytes, at most ${blobBytesMax}`);
}

/** TypeScript that people write; generated modules keep no rules of style. */
export function isSource(file: TextFile): boolean {
  return /\.tsx?$/.test(file.path) && !/\.generated\.ts$|\.d\.ts$/.test(file.path);
}

/** A test, or a part of the test suites. */
export function isTest(file: TextFile): boolean {
  return /\.test\.tsx?$/.test(file.path) || file.path.startsWith('tests/');
}
