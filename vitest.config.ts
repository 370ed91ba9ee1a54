import { defineConfig } from 'vitest/config';
import { isNightly } from './tests/harness/depth.ts';

const productFiles =
  '{activities,api,chain,client,db,domain,ledger,ops,platform,worker,workflows}/**/*.test.ts';
const harnessFiles = 'tests/harness/**/*.test.ts';
const stackFiles = 'ops/stack/**/*.test.ts';
const tidyFiles = 'ops/ci/**/*.test.ts';
const workflowFiles = 'tests/workflows/**/*.test.ts';
/** These start the platform's processes, each file one platform after the other. */
const processFiles = ['tests/{end-to-end,faults}/**/*.test.ts', 'api/serve.test.ts'];
/** So do these, which stop the servers or replace the processes under what is going on. */
const outageFiles = 'tests/{outages,upgrade}/**/*.test.ts';
/** It registers an OpenTelemetry provider and needs servers, which the isolated files do not. */
const tracingFile = 'tests/workflows/tracing.test.ts';
/** Twins at scale of suites that run each time: `npm run test:nightly`. */
const nightlyFiles = isNightly ? [] : ['**/*.nightly.test.ts'];

/**
 * These leave something in the process that others would meet: signal handlers, a metrics registry, an OpenTelemetry
 * provider, a garbage collector called by hand. So each has a process to itself.
 */
const isolatedFiles = [
  'client/collected-signals.test.ts',
  'ops/real/*.test.ts',
  'platform/prom-metrics.test.ts',
  'worker/*.test.ts',
  'tests/harness/worlds/*.test.ts',
];
const sharedServers = 'tests/harness/worlds/shared-servers-setup.ts';

/**
 * The projects that `ops/ci/test-ci.ts` runs. `pool: 'forks'` because Temporal's native bridge does not survive worker
 * threads. Without isolation the files of a project follow each other in one process, which loads the platform once.
 */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 1,
    projects: [
      {
        extends: true,
        test: { name: 'tidy', include: [tidyFiles], isolate: false, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [productFiles, harnessFiles],
          exclude: [tidyFiles, stackFiles, ...isolatedFiles, ...processFiles, ...nightlyFiles],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: isolatedFiles,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'workflow',
          include: [workflowFiles],
          exclude: [tracingFile],
          isolate: false,
          globalSetup: [sharedServers],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'tracing',
          include: [tracingFile],
          globalSetup: [sharedServers],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['tests/**/*.test.ts', stackFiles],
          exclude: [workflowFiles, ...processFiles, outageFiles, harnessFiles, ...nightlyFiles],
          isolate: false,
          globalSetup: [sharedServers],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: processFiles,
          exclude: nightlyFiles,
          isolate: false,
          globalSetup: [sharedServers],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'outages',
          include: [outageFiles],
          exclude: nightlyFiles,
          isolate: false,
          globalSetup: [sharedServers],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
