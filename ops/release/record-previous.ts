/**
 * `npm run release:record -- <git ref>`: records the API, the worker and the workflows of a release as three
 * single files, which `tests/upgrade` then runs as "the previous version". To be run when a release is made.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../stack/paths.ts';
import { bundleProgram, recordedPrograms } from './bundle-release.ts';
import { openReleaseSource } from './release-source.ts';

const journal = z.object({ entries: z.array(z.object({ tag: z.string() })).min(1) });

const [ref] = process.argv.slice(2);
if (ref === undefined) {
  throw new Error('Expected the git ref of the release: npm run release:record -- <git ref>');
}
const target = join(projectRoot, 'tests', 'upgrade', 'previous');
await mkdir(target, { recursive: true });
await using source = await openReleaseSource(ref);
const { commit, folder } = source;
for (const program of recordedPrograms) {
  const code = await bundleProgram(folder, program);
  const head = `// Recorded from ${program.entry} of ${commit} by "npm run release:record". Not to be edited.\n`;
  await writeFile(join(target, `${program.name}.js`), `${head}${code.trimEnd()}\n`);
  console.log(`${program.name}.js: ${Math.ceil((head.length + code.length) / 1024)} KiB`);
}
const text = await readFile(join(folder, 'db', 'migrations', 'meta', '_journal.json'), 'utf8');
const migrations = journal.parse(JSON.parse(text)).entries.map((entry) => entry.tag);
const release = { commit, migrations };
await writeFile(join(target, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
console.log(`release.json: ${commit}, migrations up to ${migrations.at(-1)}`);
