/**
 * API and worker bundled, built once for a whole run: starting them through tsx compiles and resolves a few
 * hundred modules every time. The programs are the same; what users start, through tsx, is tried by the suite of MOCK mode.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../../../ops/stack/paths.ts';

/**
 * Packages that stay as they are installed: native code, files of their own beside them, or hooks into others that must be
 * the same module for everybody. All others go into the file, since resolving a thousand small modules costs more
 * than compiling them.
 */
const loadedByNode = [
  '@temporalio/*',
  '@opentelemetry/*',
  '@electric-sql/pglite',
  'pg',
  'ioredis',
  'pino',
] as const;
const requireBanner =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** The programs as files. */
export interface BundledPrograms {
  readonly api: string;
  readonly worker: string;
}

/** Builds both into a folder. @throws Error when one does not build. */
export async function bundlePrograms(folder: string): Promise<BundledPrograms> {
  await bundle(folder, { api: 'api/main.ts', worker: 'worker/main.ts' });
  return { api: join(folder, 'api.mjs'), worker: join(folder, 'worker.mjs') };
}

/**
 * Builds another program, a path from the project's root, and gives its file; `replaced` names packages and the file that
 * each is replaced by.
 * @throws Error when it does not build.
 */
export async function bundleProgram(
  folder: string,
  script: string,
  replaced: Readonly<Record<string, string>> = {},
): Promise<string> {
  await bundle(folder, { program: script }, replaced);
  return join(folder, 'program.mjs');
}

async function bundle(
  folder: string,
  entryPoints: Record<string, string>,
  alias: Record<string, string> = {},
): Promise<void> {
  await build({
    absWorkingDir: projectRoot,
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    alias,
    // What is imported when it is needed is a file of its own.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [...loadedByNode],
    // Packages made for `require` reach for it.
    banner: { js: requireBanner },
    // Errors are known by the names of their classes.
    keepNames: true,
    sourcemap: false,
    logLevel: 'error',
    plugins: [keepOwnPlace()],
  });
}

/** Our own code: as it is written, and as a release recorded it. */
const ownSource = /\.ts$|\/upgrade\/previous\/[a-z]+\.js$/;

/** A module that looks for files beside itself finds them where its source is, not where the bundle is. */
function keepOwnPlace(): Plugin {
  return {
    name: 'keep-own-place',
    setup({ onLoad }) {
      onLoad({ filter: ownSource }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes('import.meta.url')) return null;
        const place = JSON.stringify(pathToFileURL(path).href);
        return {
          contents: text.replaceAll('import.meta.url', place),
          loader: path.endsWith('.ts') ? 'ts' : 'js',
        };
      });
    },
  };
}
