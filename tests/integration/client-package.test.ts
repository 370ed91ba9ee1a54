/**
 * Goal: whoever installs the package can use the client, with its types, from plain Node and in a browser. Method: the
 * package is packed as npm packs it and unpacked into an empty project, which is compiled, run and bundled.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { inDepth } from '../harness/depth.ts';

const run = promisify(execFile);
const packed = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
]);
/** To the compiler: the next line must be wrong. */
const refused = ['@ts', 'expect', 'error'].join('-');
const consumer = `
import { ProblemError, type ProblemCode } from 'quittance/client/api-errors';
import type { components } from 'quittance/client/api.generated';
import { answerOf, createClient } from 'quittance/client';

const answer = { status: 409, code: 'ALREADY_CLAIMED', title: '', detail: 'Once.', requestId: 'r', errors: [] };
const headers = { 'content-type': 'application/problem+json' };
const client = createClient({
  baseUrl: 'http://quittance.test',
  fetch: (request: Request) => new Response(JSON.stringify({ ...answer, detail: request.url }), { status: 409, headers }),
});
const code: ProblemCode = 'ALREADY_CLAIMED';
try {
  const read: components['schemas']['ClaimInfo'] = await answerOf(client.GET('/api/claim/info', { params: { query: { wallet: '0x' } } }));
  console.log(read.hasClaimed);
  // ${refused} there is no such route
  await client.GET('/api/nothing');
  // ${refused} a wallet is needed
  await client.POST('/api/register', { body: {} });
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  console.log(error.is(code), error.message);
}
`;
let folder: string;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quittance-client-'));
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder]);
  const [{ filename, files: inside }] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('['))));
  files = inside.map(({ path }) => path);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'quittance'), { recursive: true });
  const into = ['--strip-components=1', '-C', join(modules, 'quittance')];
  await run('tar', ['-xzf', join(folder, filename), ...into]);
  for (const name of ['openapi-fetch', 'zod'])
    await symlink(resolve('node_modules', name), join(modules, name));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'consumer.ts'), consumer);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('nothing but the client and the document is in it', () => {
  expect(files).toContain('dist/client/create-client.d.ts');
  const expected =
    /^(dist\/client\/[a-z.-]+\.(d\.ts|js)|docs\/openapi\.json|package\.json|[A-Z]+(\.md)?)$/;
  expect(files.filter((path) => !expected.test(path) || path.includes('.test.'))).toEqual([]);
});

test('it compiles strictly, and runs in plain Node', async () => {
  // The compiler that this project uses; nightly the one that most consumers have.
  const compiler = resolve('node_modules', inDepth('typescript-native', 'typescript'), 'bin/tsc');
  const ofNode = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
  // Whether the compiler's own declarations and Node's are right is not what is asked, and takes it most of its time.
  const types = inDepth(['--skipDefaultLibCheck'], ofNode);
  const options = ['--strict', '--target', 'ES2022', '--module', 'NodeNext', ...types];
  const compiled = run(process.execPath, [compiler, ...options, 'consumer.ts'], { cwd: folder });
  await expect(
    compiled.catch(({ stdout }: { stdout: string }) => ({ stdout })),
  ).resolves.toMatchObject({ stdout: '' });
  const { stdout } = await run(process.execPath, ['consumer.js'], { cwd: folder });
  expect(stdout).toBe('true 409 ALREADY_CLAIMED: http://quittance.test/api/claim/info?wallet=0x\n');
});

test('its bundle for a browser imports nothing of Node’s', async () => {
  const builtins: string[] = [];
  const output = await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    plugins: [
      {
        name: 'watch-builtins',
        enforce: 'pre',
        resolveId: (source) => {
          if (isBuiltin(source)) builtins.push(source);
          return null;
        },
      },
    ],
    build: { write: false, lib: { entry: join(folder, 'consumer.js'), formats: ['es'] } },
  });
  expect(builtins).toEqual([]);
  const code = JSON.stringify(output);
  expect(code).toContain('ALREADY_CLAIMED');
  console.log(`the client in a bundle: ${code.length} characters`);
});
