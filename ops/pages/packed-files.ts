import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const suffix = '?packed';
const { resolve } = createRequire(import.meta.url);

/**
 * Makes modules of a package's files that are imported with `?packed`: gzipped, in base64. A page that has loaded has
 * all its modules, which can not be said of what it fetches; and hosts that do not compress send half as much.
 */
export const packedFiles: Plugin = {
  name: 'packed-files',
  enforce: 'pre',
  resolveId: (source) =>
    source.endsWith(suffix) ? `${resolve(source.slice(0, -suffix.length))}${suffix}` : null,
  async load(id) {
    if (!id.endsWith(suffix)) return null;
    const packed = gzipSync(await readFile(id.slice(0, -suffix.length)), { level: 9 });
    return `export const packed = '${packed.toString('base64')}';`;
  },
  generateBundle(_options, bundle) {
    // PGlite's own code names the addresses of its files too, for who does not hand it their contents.
    for (const name of Object.keys(bundle)) if (/\.(wasm|data)$/.test(name)) delete bundle[name];
  },
};

/** Where a module of the page is put: one that is a packed file is named as the file is. */
export function moduleFileName({ facadeModuleId }: { readonly facadeModuleId: string | null }) {
  if (!facadeModuleId?.endsWith(suffix)) return 'assets/[name]-[hash].js';
  return `assets/${basename(facadeModuleId.slice(0, -suffix.length))}-[hash].js`;
}
