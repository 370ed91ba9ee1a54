/**
 * The previous release as processes, from the files that `npm run release:record` made of it. It runs on the
 * packages that are installed now; its code, its SQL and its workflows are as they were released.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { type NodeProcess, startNodeProcess } from '../harness/worlds/node-process.ts';
import type { RealPlatform } from '../harness/worlds/real-platform.ts';
import { untraced } from '../workflows/test-worker.ts';

const folder = new URL('./previous/', import.meta.url);
const scripts = 'tests/upgrade/previous';
const address = /http:\/\/127\.0\.0\.1:[0-9]+/;

type Settings = Readonly<Record<string, string>>;

/** Starts processes of the previous release on a platform's parts. */
export interface PreviousVersion extends AsyncDisposable {
  startApi(extra?: Settings): Promise<NodeProcess & { readonly url: string }>;
  startWorker(extra?: Settings): Promise<NodeProcess>;
}

/** Bundles the recorded workflows once, for all workers of the previous release. */
export async function openPreviousVersion(platform: RealPlatform): Promise<PreviousVersion> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflows.js', folder)),
    plugins: [untraced()],
    logger: new DefaultLogger('ERROR', () => undefined),
  });
  const bundleFile = join(platform.stack.folder, 'previous-workflows.js');
  await writeFile(bundleFile, code);
  const processes: NodeProcess[] = [];
  const start = async (name: 'api' | 'worker', ready: RegExp, extra: Settings) => {
    const started = await startNodeProcess({
      script: `${scripts}/${name}.js`,
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
