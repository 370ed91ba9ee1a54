import { isBuiltin } from 'node:module';
import type { Plugin } from 'vite';

/** Code for the browser imports what only Node has. */
export class NeedsNode extends Error {
  override readonly name = 'NeedsNode';
}

/**
 * Packages whose manifests say that a browser gets nothing in place of Node's modules: PGlite asks where it runs, and
 * of rate-limiter-flexible only the limiter over a cluster of Node's processes wants them.
 */
const doWithout = /[\\/]node_modules[\\/](@electric-sql[\\/]pglite|rate-limiter-flexible)[\\/]/;
const nothing = 'virtual:nothing-of-node';

/**
 * What an import of Node's is bundled as: a module with nothing in it where the importer does without; null for all
 * other imports, which are none of this rule's business.
 * @throws NeedsNode naming who imports what.
 */
export function bundledBuiltin(source: string, importer: string | undefined): string | null {
  if (!isBuiltin(source)) return null;
  if (importer !== undefined && doWithout.test(importer)) return nothing;
  throw new NeedsNode(
    `${importer ?? 'the entry'} imports ${source}, which a browser does not have`,
  );
}

/** Keeps Node's modules out of a bundle for the browser. */
export const nodeFree: Plugin = {
  name: 'node-free',
  enforce: 'pre',
  resolveId: (source, importer) => bundledBuiltin(source, importer),
  load: (id) => (id === nothing ? 'module.exports = {};' : null),
};
