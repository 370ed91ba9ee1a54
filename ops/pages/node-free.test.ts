// Goal: nothing that only Node has gets into the page. Method: the bundler's question, asked directly.
import { expect, test } from 'vitest';
import { bundledBuiltin, NeedsNode } from './node-free.ts';

const pglite = 'node_modules/@electric-sql/pglite/dist/index.js';

test.each(['fs', 'node:fs', 'node:fs/promises', 'crypto'])(
  '%s of our own code stops the build',
  (source) => {
    expect(() => bundledBuiltin(source, 'platform/logger.ts')).toThrow(NeedsNode);
    expect(() => bundledBuiltin(source, undefined)).toThrow(NeedsNode);
    expect(() => bundledBuiltin(source, 'node_modules/pino/pino.js')).toThrow('pino.js imports');
  },
);

test('a package that does without in a browser gets a module with nothing in it', () => {
  expect(bundledBuiltin('node:module', `/somewhere/${pglite}`)).not.toBeNull();
  expect(
    bundledBuiltin('node:module', `C:\\somewhere\\${pglite.replaceAll('/', '\\')}`),
  ).not.toBeNull();
});

test('other imports are passed over', () => {
  expect(bundledBuiltin('react', 'console/main.tsx')).toBeNull();
  expect(bundledBuiltin('./fs.ts', 'console/main.tsx')).toBeNull();
});
