/**
 * The previous release as processes, from the files that `npm run release:record` made of it. It runs on the
 * packages that are installed now; its code, its SQL and its workflows are as they were released.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { localPaths, projectRoot } from '../../ops/stack/paths.ts';
import { keptBundle } from '../../worker/workflow-bundle.ts';
import { bundleProgram } from '../harness/worlds/bundled-programs.ts';
import { type NodeProcess, startNodeProcess } from '../harness/worlds/node-process.ts';
import type { RealPlatform } from '../harness/worlds/real-platform.ts';
import { requireSharedServers } from '../harness/worlds/shared-servers.ts';
import { untraced } from '../workflows/test-worker.ts';

const folder = new URL('./previous/', import.meta.url);
const scripts = 'tests/upgrade/previous';
/** What the release used of a package that is no longer installed. */
const replaced = { '@opentelemetry/sdk-node': join(projectRoot, 'tests/upgrade/otel-sdk-node.ts') };
const address = /http:\/\/127\.0\.0\.1:[0-9]+/;

type Settings = Readonly<Record<string, string>>;

/** Starts processes of the previous release on a platform's parts. */
export interface PreviousVersion extends AsyncDisposable {
  startApi(extra?: Settings): Promise<NodeProcess & { readonly url: string }>;
  startWorker(extra?: Settings): Promise<NodeProcess>;
}

/** The previous release on a platform's parts; all of its workers run one bundle of the recorded workflows. */
export async function openPreviousVersion(platform: RealPlatform): Promise<PreviousVersion> {
  // Beside the bundled programs of today, so that both find the installed packages.
  const bundles = join(dirname(requireSharedServers().programs.api), 'previous');
  const [bundleFile, api, worker] = await Promise.all([
    previousBundle(),
    bundleProgram(join(bundles, 'api'), `${scripts}/api.js`, replaced),
    bundleProgram(join(bundles, 'worker'), `${scripts}/worker.js`, replaced),
  ]);
  const files = { api, worker };
  const processes: NodeProcess[] = [];
  const start = async (name: 'api' | 'worker', ready: RegExp, extra: Settings) => {
    const started = await startNodeProcess({
      script: files[name],
      ready,
      env: { ...platform.env, QUITTANCE_PREVIOUS_WORKFLOWS: bundleFile, ...extra },
    });
    processes.push(started);
    return started;
  };
  return {
    startWorker: (extra = {}) => start('worker', /"msg":"worker started"/, extra),
    async startApi(extra = {}) {
      const api = await start('api', address, extra);
      const [url] = address.exec(api.output()) ?? [];
      if (url === undefined) throw new Error('Expected the API to print its address');
      return { ...api, url };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((started) => started.stop()));
    },
  };
}

/** The file with the bundle: webpack takes seconds, so it is kept by the digest of all it is made of. */
async function previousBundle(): Promise<string> {
  const workflows = fileURLToPath(new URL('workflows.js', folder));
  const hash = createHash('sha256');
  for (const file of [workflows, join(projectRoot, 'package-lock.json')])
    hash.update(await readFile(file));
  const bundleFile = join(localPaths.cache, 'previous-bundles', `${hash.digest('hex')}.js`);
  await keptBundle(bundleFile, () =>
    bundleWorkflowCode({
      workflowsPath: workflows,
      plugins: [untraced()],
      logger: new DefaultLogger('ERROR', () => undefined),
    }),
  );
  return bundleFile;
}
