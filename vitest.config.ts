import { defineConfig } from 'vitest/config';

const unitFiles =
  '{activities,api,chain,client,db,domain,ledger,ops,platform,worker,workflows}/**/*.test.ts';
const stackFiles = 'ops/stack/**/*.test.ts';
const tidyFiles = 'ops/ci/**/*.test.ts';
const workflowFiles = 'tests/workflows/**/*.test.ts';

/**
 * Four projects, fastest first; `ops/ci/test-ci.ts` runs them one after the other.
 * `pool: 'forks'` because Temporal's native bridge does not survive worker threads, and two workers
 * at most because the integration suite brings its own servers along.
 */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'tidy', include: [tidyFiles], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [unitFiles],
          exclude: [tidyFiles, stackFiles],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'workflow',
          include: [workflowFiles],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/**/*.test.ts', stackFiles],
          exclude: [workflowFiles],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
