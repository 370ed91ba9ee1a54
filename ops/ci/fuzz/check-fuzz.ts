/**
 * `npm run check:fuzz`: Schemathesis makes requests of the OpenAPI document, right ones and wrong ones, and sends
 * them to a platform in MOCK mode. Fails on a 5xx and on every answer that the document does not promise. Its
 * number of cases is bounded, its seed fixed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inDepth } from '../../../tests/harness/depth.ts';
import { startNodeProcess } from '../../../tests/harness/worlds/node-process.ts';
import { sharedServersIfAny } from '../../../tests/harness/worlds/shared-servers.ts';
import { noLimits } from '../../no-limits.ts';
import { documentedRoutes } from '../routes/documented-routes.ts';
import { fuzzReport, judgeFuzz } from './fuzz-report.ts';
import { schemathesis } from './schemathesis.ts';

const folder = '.quittance/fuzz';
/**
 * Each time some examples of each operation; nightly many more, and before them every limit that the document names.
 * `api/every-route.test.ts` tries the refusals that routes share, but not the limits of each field.
 */
const phases = inDepth('fuzzing', 'coverage,fuzzing');
const examplesMax = inDepth('4', '30');
/** A few less than the examples: some of them are the same request. */
const casesMinPerOperation = inDepth(3, 5);
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** Not tried: an answer without an end, whose tests read it event by event; and the document itself. */
const notTried = ['/api/v2/intents/{id}/events', '/openapi.json'];
/** With these a run could lock itself out, and would see nothing but 401 from there on; so they come last. */
const lastRoutes = ['/api/admin/keys/{id}/revoke', '/api/admin/operators/{id}'];
const runs = [
  { name: 'most', select: [...notTried, ...lastRoutes].map((path) => ['--exclude-path', path]) },
  { name: 'last', select: lastRoutes.map((path) => ['--include-path', path]) },
];

interface Target {
  readonly program: string;
  readonly url: string;
  readonly key: string;
}

async function fuzz({ program, url, key }: Target, { name, select }: (typeof runs)[number]) {
  const reportName = `${name}.json`;
  const report = join(folder, reportName);
  rmSync(report, { force: true });
  const args = [
    ...['run', `${url}/openapi.json`, '--header', `Authorization: Bearer ${key}`],
    ...['--checks', checks.join(','), '--phases', phases],
    ...['--max-examples', examplesMax],
    ...['--seed', '1', '--no-shrink', '--continue-on-failure', '--generation-database', 'none'],
    ...['--suppress-health-check', 'filter_too_much,too_slow', '--request-timeout', '60'],
    ...[
      '--warnings',
      'off',
      '--report',
      'json',
      '--report-json-path',
      reportName,
      ...select.flat(),
    ],
  ];
  // It keeps files of its own where it runs.
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  await once(child, 'exit');
  return fuzzReport.parse(JSON.parse(readFileSync(report, 'utf8')));
}

function routesOf({ name }: (typeof runs)[number]): number {
  const routes = documentedRoutes(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
  const last = routes.filter(({ path }) => lastRoutes.includes(path)).length;
  const never = routes.filter(({ path }) => notTried.includes(path)).length;
  return name === 'last' ? last : routes.length - last - never;
}

const program = await schemathesis((line) => console.log(line));
mkdirSync(folder, { recursive: true });
const mock = await startNodeProcess({
  // In the midst of a run the program that its suites have built.
  script: sharedServersIfAny()?.programs.api ?? 'api/main.ts',
  env: { PORT: '0', LOG_LEVEL: 'error', ...noLimits },
  ready: /npm run demo/,
});
const problems: string[] = [];
try {
  const output = mock.output();
  const url = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(output)?.[0] ?? '';
  const key = /Authorization: Bearer (\S+)\)/.exec(output)?.[1] ?? '';
  for (const run of runs) {
    const judged = judgeFuzz(await fuzz({ program, url, key }, run), {
      operations: routesOf(run),
      casesMinPerOperation,
    });
    console.log(`${run.name}: ${judged.operations} operations, ${judged.cases} cases`);
    problems.push(...judged.problems.map((problem) => `${run.name}: ${problem}`));
  }
  const errors = mock.output().slice(output.length).trim();
  if (errors !== '') problems.push(`the platform logged errors:\n${errors.slice(0, 5000)}`);
} finally {
  await mock.stop();
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
