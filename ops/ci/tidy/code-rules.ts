import type { TextFile } from './source-tree.ts';
import { functionSizes, isBarrel } from './syntax.ts';

const fileLinesMax = 400;
const functionLinesMax = 70;
/** The bundle's entry, and the module drizzle-kit wants every table in. */
const allowedBarrels: ReadonlySet<string> = new Set(['workflows/index.ts', 'db/schema/schema.ts']);

/** Number of lines of a text; a final line break does not start another. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** Files that are perhaps two ideas. */
export function longFiles(files: readonly TextFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .filter(({ lines }) => lines > fileLinesMax)
    .map(({ path, lines }) => `${path}: ${lines} lines, at most ${fileLinesMax}`);
}

/** Functions that do not fit on a screen. */
export function longFunctions(files: readonly TextFile[]): string[] {
  return files
    .flatMap(functionSizes)
    .filter(({ lines }) => lines > functionLinesMax)
    .map(
      ({ path, line, name, lines }) =>
        `${path}:${line}: ${name} has ${lines} lines, at most ${functionLinesMax}`,
    );
}

/** Names that say nothing, and modules that only pass on what others export. */
export function poorModules(files: readonly TextFile[]): string[] {
  const nameless = files
    .filter(({ path }) => /(^|[/-])(utils?|helpers?|misc|common)(\.tsx?$|\/)/.test(path))
    .map(({ path }) => `${path}: name the one idea that is in it`);
  const barrels = files
    .filter((file) => !allowedBarrels.has(file.path) && isBarrel(file))
    .map(({ path }) => `${path}: a barrel; import from where things are`);
  return [...nameless, ...barrels];
}

/** The value below which `share` (0 to 1) of the numbers lie; 0 for none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
