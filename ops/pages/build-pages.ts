import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type HtmlTagDescriptor, type Plugin } from 'vite';
import { z } from 'zod';
import { nodeFree } from './node-free.ts';
import { moduleFileName, packedFiles } from './packed-files.ts';

/** A file of the built site. */
export interface PageFile {
  /** Path from the site's folder. */
  readonly path: string;
  readonly bytes: number;
  /** What most servers send of it. */
  readonly gzipBytes: number;
}

/** Options of {@link buildPages}. */
export interface BuildPagesOptions {
  /** The folder that is written; what was in it is removed. */
  readonly folder: string;
}

/**
 * Builds the page that runs the platform in a browser tab. All addresses in it are relative, so that it works from
 * any folder of any site.
 * @throws Error of the bundler; also NeedsNode, when something that only Node has would come into the page.
 */
export async function buildPages({ folder }: BuildPagesOptions): Promise<readonly PageFile[]> {
  const output = await build({
    configFile: false,
    root: 'console',
    base: './',
    logLevel: 'warn',
    plugins: [nodeFree, packedFiles, nameEveryModule],
    build: {
      outDir: join(process.cwd(), folder),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 6000,
      rolldownOptions: {
        // PGlite's loader carries an eval for kinds of module that it is not; the page's policy would refuse it.
        checks: { eval: false },
        output: { chunkFileNames: moduleFileName },
      },
    },
  });
  const { output: files } = z
    .object({ output: z.array(z.object({ fileName: z.string() })) })
    .parse(output);
  return files.map(({ fileName: path }) => {
    const content = readFileSync(join(folder, path));
    return { path, bytes: content.byteLength, gzipBytes: gzipSync(content).byteLength };
  });
}

/**
 * Names every module in the page itself: the browser loads them all at once, and takes the page for loaded when it has
 * them all, so that the network may go away then. For modules that are only preloaded it would not wait.
 */
const nameEveryModule: Plugin = {
  name: 'name-every-module',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle)
        .filter((file) => file.type === 'chunk' && !file.isEntry)
        .map(
          ({ fileName }): HtmlTagDescriptor => ({
            tag: 'script',
            attrs: { type: 'module', async: true, crossorigin: true, src: `./${fileName}` },
            injectTo: 'head',
          }),
        ),
  },
};
