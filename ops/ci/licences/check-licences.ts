/** Fails when a package of the lock file is under a licence that is not on the list. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type LockedPackage, licenceProblem } from './licence-rules.ts';

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
    }),
  ),
});

const lock = lockFile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const locked: LockedPackage[] = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    licence: entry.license ?? null,
    development: entry.dev || entry.devOptional,
  }));

const problems = locked.map(licenceProblem).filter((problem) => problem !== null);
if (locked.length === 0) problems.push('the lock file names no package');
for (const problem of problems) console.error(problem);
console.log(`${problems.length} licence problems in ${locked.length} packages`);
process.exitCode = problems.length === 0 ? 0 : 1;
