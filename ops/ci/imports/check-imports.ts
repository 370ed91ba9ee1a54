/** Checks the direction of imports between rooms, and that there was something to check. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { cruiseReport, nodeOnlyPaths, unseenRooms } from './module-graph.ts';

const reportBytesMax = 64 * 1024 * 1024;
const rooms = [
  'activities',
  'api',
  'chain',
  'client',
  'console',
  'db',
  'domain',
  'ledger',
  'ops',
  'platform',
  'tests',
  'worker',
  'workflows',
];
/** For browsers, and for Temporal's sandbox. */
const nodeFreeEntries = [
  'api/app.ts',
  'client/create-client.ts',
  'console/main.tsx',
  'workflows/index.ts',
];

// A folder that does not exist is reported below as a room without modules.
const folders = [...rooms, 'bench'].filter((folder) => existsSync(folder));
const { stdout } = await promisify(execFile)(
  'node_modules/.bin/depcruise',
  ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
  { maxBuffer: reportBytesMax },
);
const report = cruiseReport.parse(JSON.parse(stdout));

const problems = [
  ...report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  ...nodeFreeEntries
    .flatMap((entry) => nodeOnlyPaths(report, entry))
    .map((path) => `only Node has the end of this path: ${path}`),
  ...unseenRooms(report, rooms).map((room) => `no module was seen in ${room}/`),
];
if (report.summary.totalCruised === 0) problems.push('no module was cruised at all');

for (const problem of problems) console.error(problem);
console.log(
  `${problems.length} import problems in ${report.summary.totalCruised} modules of ${rooms.length} rooms`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
