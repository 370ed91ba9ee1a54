import { isAbsolute, join } from 'node:path';
import { build, type Plugin } from 'vite';
import { z } from 'zod';

/** One recorded program of a release. */
export interface RecordedProgram {
  /** File name without ending. */
  readonly name: 'api' | 'worker' | 'workflows';
  /** Entry, from the root of the sources. */
  readonly entry: string;
}

/** The programs a release is made of. */
export const recordedPrograms: readonly RecordedProgram[] = [
  { name: 'api', entry: 'api/main.ts' },
  { name: 'worker', entry: 'worker/main.ts' },
  { name: 'workflows', entry: 'workflows/index.ts' },
];

/** Names the file with the workflows' code as Temporal's bundler made it, for the recorded worker. */
const workflowBundleVariable = 'QUITTANCE_PREVIOUS_WORKFLOWS';

/** In place of `worker/workflow-bundle.ts`, which looks for the sources it bundles. */
const bundleFromFile = `
import { readFile } from 'node:fs/promises';
export async function workflowBundle() {
  const file = process.env.${workflowBundleVariable};
  if (file === undefined) throw new Error('Expected ${workflowBundleVariable} to name a file');
  return { code: await readFile(file, 'utf8') };
}`;

const bundled = z.object({
  output: z.tuple([z.object({ type: z.literal('chunk'), code: z.string() })]),
});

/**
 * One program as a single minified ES module. Packages stay imports: they are the installed ones, and no
 * code of others is copied. Class names are kept, since errors are known by them.
 * @throws Error when the program does not build, or does not fit into one file.
 */
export async function bundleProgram(folder: string, { entry }: RecordedProgram): Promise<string> {
  const output = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    publicDir: false,
    plugins: [replaceWorkflowBundle()],
    build: {
      ssr: join(folder, entry),
      write: false,
      minify: true,
      target: 'node20',
      rolldownOptions: {
        external: (id) => !id.startsWith('.') && !id.startsWith('\0') && !isAbsolute(id),
        output: { format: 'es', codeSplitting: false, keepNames: true },
      },
    },
  });
  return bundled.parse(output).output[0].code;
}

function replaceWorkflowBundle(): Plugin {
  return {
    name: 'workflow-bundle-from-file',
    enforce: 'pre',
    load: (id) => (id.endsWith('/worker/workflow-bundle.ts') ? bundleFromFile : null),
  };
}
