import type { PgliteAssets } from '../../db/pglite.ts';

/** How many files of PGlite there are to load. */
export const assetFiles = 3;

/**
 * Loads, unpacks and compiles the files of PGlite, which are modules among the page's own; tells after each how many
 * have arrived.
 * @throws Error of the browser, which names the module, when one can not be had.
 */
export async function loadAssets(onLoaded: (files: number) => void): Promise<PgliteAssets> {
  let loaded = 0;
  const unpackCounted = async (module: Promise<{ readonly packed: string }>) => {
    const { packed } = await module;
    loaded += 1;
    onLoaded(loaded);
    return unpack(packed);
  };
  const [pglite, initdb, bundle] = await Promise.all([
    unpackCounted(import('@electric-sql/pglite/pglite.wasm?packed')),
    unpackCounted(import('@electric-sql/pglite/initdb.wasm?packed')),
    unpackCounted(import('@electric-sql/pglite/pglite.data?packed')),
  ]);
  const [pgliteWasmModule, initdbWasmModule, fsBundle] = await Promise.all([
    pglite.arrayBuffer().then((bytes) => WebAssembly.compile(bytes)),
    initdb.arrayBuffer().then((bytes) => WebAssembly.compile(bytes)),
    bundle.blob(),
  ]);
  return { pgliteWasmModule, initdbWasmModule, fsBundle };
}

function unpack(packed: string): Response {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}
