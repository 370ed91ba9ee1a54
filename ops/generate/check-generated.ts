/** Fails when a committed file differs from what its program would write now. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { envExampleFile } from './env-example.ts';
import { errorsDocFile } from './errors-doc.ts';
import { isCurrent } from './generated-file.ts';
import { migrationDrift } from './migrations-in-step.ts';

const problems: string[] = [];

for (const file of [envExampleFile, errorsDocFile]) {
  if (await isCurrent(file)) console.log(`${file.path}: current`);
  else problems.push(`${file.path} is stale: run \`npm run ${file.script}\` and commit it`);
}

const contracts = spawnSync('node_modules/.bin/tsx', ['chain/contracts/compile.ts', '--check'], {
  stdio: 'inherit',
});
if (contracts.status === 0) console.log('contract artifacts: current');
else problems.push('contract artifacts are stale: run `npm run contracts:build` and commit them');

// Rendering the document needs the whole app, and the client's types need the document: their own programs write
// them, and what was committed is put back.
const described = ['docs/openapi.json', 'client/api.generated.ts'];
const committed = described.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));
const wrote = spawnSync('npm', ['run', '--silent', 'openapi:write'], { stdio: 'inherit' });
for (const [index, path] of described.entries()) {
  const before = committed[index] ?? null;
  if (wrote.status === 0 && existsSync(path) && readFileSync(path, 'utf8') === before) {
    console.log(`${path}: current`);
    continue;
  }
  if (before !== null) writeFileSync(path, before);
  problems.push(`${path} is stale: run \`npm run openapi:write\` and commit it`);
}

const drift = migrationDrift('db/migrations', './db/schema/schema.ts');
if (drift === null) console.log('migrations: in step with the schema');
else problems.push(`migrations: ${drift}`);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
