/**
 * `npm run check:routes`: the table of every route and what tests have shown of it, from the answers that the
 * suites noted. Fails on a cell that no test fills, and on an answer that the OpenAPI document does not promise.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { documentedRoutes } from './documented-routes.ts';
import { renderTable, routeTable } from './route-table.ts';
import { readSeenAnswers, seenAnswersFolder } from './seen-answers.ts';
import { staleExceptions } from './tenant-routes.ts';

const tableFolder = '.quittance/routes';
const tableFile = `${tableFolder}/table.md`;

const routes = documentedRoutes(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
const table = routeTable(routes, readSeenAnswers(seenAnswersFolder));
mkdirSync(tableFolder, { recursive: true });
writeFileSync(tableFile, renderTable(table));

const empty = table.cells.filter(({ by }) => by.length === 0);
for (const { route, shown } of empty) console.error(`no test has shown: ${route}: ${shown}`);
for (const answer of table.undocumented) console.error(`not documented: ${answer}`);
const stale = staleExceptions(routes);
for (const name of stale) console.error(`tenant-routes.ts excepts "${name}", which is no route`);
console.log(
  `${routes.length} routes, ${table.cells.length} cells, ${empty.length} empty, ${table.undocumented.length} undocumented answers (${tableFile})`,
);
const isWhole = routes.length > 0 && empty.length + table.undocumented.length + stale.length === 0;
process.exitCode = isWhole ? 0 : 1;
