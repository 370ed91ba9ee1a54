import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** An installed npm package. */
export interface NodePackage {
  readonly folder: string;
  readonly version: string;
}

/**
 * The folder of an installed npm package; `owner` is the package that depends on it, from which it is
 * looked up. Undefined when it is not installed, as an optional package for another platform is not.
 */
export function nodePackage(name: string, owner: string): NodePackage | undefined {
  const nested = searchFolders(owner).map((folder) => join(folder, owner, 'node_modules'));
  const folder = [...nested, ...searchFolders(name)]
    .map((parent) => join(parent, name))
    .find((candidate) => existsSync(join(candidate, 'package.json')));
  if (folder === undefined) return undefined;
  const file = readFileSync(join(folder, 'package.json'), 'utf8');
  return { folder, version: manifest.parse(JSON.parse(file)).version };
}

/**
 * Makes the symbolic links that a package's install script would have made from its list: npm carries
 * no links, and install scripts may be switched off.
 */
export function makeListedLinks(folder: string, listFile: string): void {
  const list = join(folder, listFile);
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, target);
    if (existsSync(link) || dirname(source) !== dirname(target)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process may have made it in between; a broken one shows when the program starts.
      if (!existsSync(link)) throw error;
    }
  }
}

function searchFolders(name: string): string[] {
  return createRequire(import.meta.url).resolve.paths(name) ?? [];
}
