/** `npm run pages:build`: writes the page that runs the whole MOCK platform in a browser tab. */
import { Command } from 'commander';
import { buildPages } from './pages/build-pages.ts';

const { folder } = new Command('pages:build')
  .description('Writes the page that runs the whole MOCK platform in a browser tab.')
  .option('--folder <folder>', 'where to; what was in it is removed', 'dist/pages')
  .parse()
  .opts<{ folder: string }>();

// The bundler takes its word for it, and would build the development variant under a test runner.
process.env['NODE_ENV'] = 'production';
const files = await buildPages({ folder });

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`.padStart(10);
const line = (name: string, bytes: number, gzipBytes: number) =>
  `  ${name.padEnd(44)}${kilobytes(bytes)}${kilobytes(gzipBytes)} gzip`;
const sum = (size: (file: (typeof files)[number]) => number) =>
  files.reduce((total, file) => total + size(file), 0);

console.log(`The page is in ${folder}; serve that folder under any path.\n`);
for (const { path, bytes, gzipBytes } of files) console.log(line(path, bytes, gzipBytes));
console.log(
  line(
    'all',
    sum(({ bytes }) => bytes),
    sum(({ gzipBytes }) => gzipBytes),
  ),
);
