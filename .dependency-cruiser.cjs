/**
 * The rooms and the one direction imports take (docs/architecture.md):
 * console -> api, worker -> workflows -> activities -> ledger, chain -> db -> domain; platform serves all.
 * Run through `npm run check:imports`, which also fails when nothing was looked at.
 */
const below = {
  domain: [],
  db: ['domain'],
  chain: ['db', 'domain', 'platform'],
  ledger: ['db', 'domain', 'platform'],
  activities: ['ledger', 'chain', 'db', 'domain', 'platform'],
  platform: ['db', 'domain'],
  worker: ['workflows', 'activities', 'ledger', 'chain', 'db', 'domain', 'platform'],
  api: ['workflows', 'activities', 'ledger', 'chain', 'db', 'domain', 'platform'],
  console: ['api', 'chain', 'client', 'db', 'domain', 'platform'],
  // Whoever calls the platform has nothing else of it.
  client: [],
};
/** What another room may be imported for with `import type` alone: it leaves no import behind. */
const typesBelow = {
  db: ['platform'],
  platform: ['workflows', 'activities', 'ledger', 'chain'],
};
const everyRoom = [...Object.keys(below), 'workflows'];
const surroundings = '^(tests|bench|ops)/';
const testFile = '\\.test\\.tsx?$';

/** `room` may import a value only from itself and the rooms in `below`, and types from `typesBelow` too. */
function roomRules(room) {
  const types = [room, ...below[room], ...(typesBelow[room] ?? [])];
  const values = [room, ...below[room]];
  const from = { path: `^${room}/`, pathNot: testFile };
  const forbidden = (allowed) =>
    `^(${everyRoom.filter((other) => !allowed.includes(other)).join('|')})/`;
  return [
    {
      name: `${room}-imports-downwards`,
      comment: `${room} may import ${values.join(', ')}.`,
      severity: 'error',
      from,
      to: { path: forbidden(values), dependencyTypesNot: ['type-only'] },
    },
    {
      name: `${room}-types-downwards`,
      comment: `${room} may import types of ${types.join(', ')}.`,
      severity: 'error',
      from,
      to: { path: forbidden(types), dependencyTypes: ['type-only'] },
    },
  ];
}

const workflowCode = { path: '^workflows/', pathNot: testFile };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.keys(below).flatMap(roomRules),
    {
      name: 'domain-needs-next-to-nothing',
      comment: 'The rules of the domain run in a workflow and in a browser: no I/O, few packages.',
      severity: 'error',
      from: { path: '^domain/', pathNot: testFile },
      to: {
        path: '.',
        pathNot: ['^domain/', '^node_modules/(zod|uuid|@noble/[^/]+)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-are-deterministic',
      comment:
        'A workflow takes values only from the domain and from the Temporal workflow package.',
      severity: 'error',
      from: workflowCode,
      to: {
        path: '.',
        pathNot: ['^(workflows|domain)/', '^node_modules/@temporalio/(workflow|common)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-see-types-of-activities',
      comment: 'Of the other rooms, workflows may name the types of activities only.',
      severity: 'error',
      from: workflowCode,
      to: {
        path: `^(${everyRoom.filter((room) => !['workflows', 'domain', 'activities'].includes(room)).join('|')})/`,
      },
    },
    {
      name: 'no-node-in-workflows-domain-and-client',
      severity: 'error',
      from: { path: '^(workflows|domain|client)/', pathNot: testFile },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'surroundings-stay-outside',
      comment: 'tests, bench and ops may import anything, and no product code imports them.',
      severity: 'error',
      from: { pathNot: [surroundings, testFile] },
      to: { path: surroundings },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: {},
      to: { path: testFile },
    },
    {
      name: 'no-cycles',
      comment:
        'Modules that need each other at run time are one module; types alone may refer both ways.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // The build makes a module of what ends in `?packed`; tests/upgrade/otel-sdk-node.ts stands for the other.
      to: { couldNotResolve: true, pathNot: '\\?packed$|^@opentelemetry/sdk-node$' },
    },
    {
      name: 'no-development-package-in-the-product',
      comment: 'What `npm ci --omit=dev` leaves out must not be needed at run time.',
      severity: 'error',
      from: {
        path: `^(${everyRoom.join('|')})/`,
        // What the console is made of is bundled when it is built.
        pathNot: [testFile, '^chain/contracts/compile\\.ts$', '^console/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^\\.quittance/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
