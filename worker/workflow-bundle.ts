import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';
import { type BundleOptions, bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheFolder = join(root, '.quittance', 'cache', 'workflow-bundles');

/**
 * The workflows' code in one script, built ahead: webpack takes seconds, so the result is kept by the
 * digest of everything it is made of.
 */
export async function workflowBundle(
  logger: Logger,
  tracing: OpenTelemetryPlugin,
): Promise<{ code: string }> {
  return await keptBundle(join(cacheFolder, `${await sourceDigest()}.js`), () => {
    logger.info({}, 'bundling the workflows');
    return bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
      plugins: [tracing],
      logger: bundleLogger(logger),
      webpackConfigHook: withSlimSourceMap,
    });
  });
}

/** The bundle that a file holds; made and kept there where it holds none. The file's name tells bundles apart. */
export async function keptBundle(
  file: string,
  bundle: () => Promise<{ readonly code: string }>,
): Promise<{ code: string }> {
  const cached = await readFile(file, 'utf8').catch(() => null);
  if (cached !== null) return { code: cached };
  const { code } = await bundle();
  await mkdir(dirname(file), { recursive: true });
  // Written aside and renamed: another process that starts now sees all of it or nothing.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, file);
  return { code };
}

/**
 * The source map is in the script and is read at every start of a worker. It is needed for the places in stack traces,
 * not for the text of all sources, nor for what packages were compiled from.
 */
function withSlimSourceMap(config: WebpackConfig): WebpackConfig {
  const rules = (config.module?.rules ?? []).filter(
    (rule) => typeof rule !== 'object' || rule?.enforce !== 'pre',
  );
  return {
    ...config,
    devtool: 'inline-nosources-source-map',
    module: { ...config.module, rules },
  };
}

/** Covers the sources, how they are bundled and, through the lock file, everything they import from packages. */
async function sourceDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['domain', 'domain/sagas', 'workflows']) {
    const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.ts')).sort();
    for (const name of names)
      hash.update(`${folder}/${name}\n`).update(await readFile(join(root, folder, name)));
  }
  for (const name of ['worker/workflow-bundle.ts', 'package-lock.json'])
    hash.update(await readFile(join(root, name)));
  return hash.digest('hex');
}

function bundleLogger(logger: Logger) {
  const quiet = (message: string) => logger.debug({}, message);
  return {
    log: (_level: string, message: string) => quiet(message),
    trace: quiet,
    debug: quiet,
    info: quiet,
    warn: (message: string) => logger.warn({}, message),
    error: (message: string) => logger.error({}, message),
  };
}
