// Goal: the app runs in a browser tab: its bundle imports nothing of Node's and needs none of its
// globals. Method: vite bundles api/app.ts for the browser, and the bundle answers requests in a
// context that has only what browsers have.
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build, type Plugin } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const app = fileURLToPath(new URL('./app.ts', import.meta.url));
const serve = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** Bundles an entry for the browser and tells which of Node's modules it would import. */
async function bundle(
  entry: string,
): Promise<{ readonly code: string; readonly builtins: readonly string[] }> {
  const builtins: string[] = [];
  const watch: Plugin = {
    name: 'watch-builtins',
    enforce: 'pre',
    resolveId(source, importer) {
      if (isBuiltin(source)) builtins.push(`${importer} imports ${source}`);
      return null;
    },
  };
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [watch],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'bundle' } },
  });
  const chunks = z
    .array(z.object({ output: z.array(z.object({ code: z.string().optional() })) }))
    .parse(output);
  return {
    code: chunks.flatMap((chunk) => chunk.output.map((file) => file.code ?? '')).join('\n'),
    builtins,
  };
}

/** What a browser tab has, and Node too. */
const webGlobals = {
  AbortController,
  AbortSignal,
  Blob,
  crypto,
  EventTarget,
  FormData,
  Headers,
  performance,
  queueMicrotask,
  ReadableStream,
  Request,
  Response,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  structuredClone,
  TextDecoder,
  TextEncoder,
  TransformStream,
  URL,
  URLSearchParams,
  WritableStream,
  atob,
  btoa,
  console,
};

describe('the bundle of api/app.ts', () => {
  let bundled: Awaited<ReturnType<typeof bundle>>;
  beforeAll(async () => {
    bundled = await bundle(app);
  }, 120_000);

  test('imports nothing of Node’s', () => {
    expect(bundled.builtins).toEqual([]);
    expect(bundled.code).not.toContain('__vite-browser-external');
    expect(bundled.code.length).toBeGreaterThan(100_000);
  });

  test('answers where only browser globals exist', async () => {
    const context = createContext({ ...webGlobals });
    const run = z.function({ input: [], output: z.promise(z.array(z.number())) });
    const statuses = run.implementAsync(runInContext(`${bundled.code}\n${inTheTab}`, context));
    expect(await statuses()).toEqual([200, 200, 404, 200]);
  });
});

test('the check sees Node: the server’s own bundle imports it', async () => {
  expect((await bundle(serve)).builtins.length).toBeGreaterThan(0);
}, 120_000);

/** Runs inside of the browser-like context. */
const inTheTab = `(async () => {
  const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
  const away = () => Promise.reject(new Error('away'));
  const off = { registerPerHour: 0, registerPerDayWallet: 0, claimPerHour: 0, badSignaturePerMin: 0, healthPerMin: 0, defaultPerMin: 0 };
  const app = bundle.createApp({
    settings: { mode: 'mock', version: '0', defaultProgram: 'default', corsOrigins: [], authDomains: [], sessionTtlMs: 1, originHashKey: 'k', trustedProxies: 0, idempotencyRequired: true,
      registerWaitMs: 0, quoteTtlMs: 1, limits: off, publicRpcUrl: null, explorerUrl: null, temporalUiUrl: null },
    db: { select: () => { throw new Error('away'); } }, accept: away, chain: { chainId: 1, head: away, balance: away },
    relayerAddress: null, limiter: { consume: away }, logger: quiet, readiness: [],
    metrics: { request() {}, accept() {}, transition() {}, render: async () => ({ contentType: 'text/plain', text: '' }) },
  });
  const statuses = [];
  for (const path of ['/docs', '/openapi.json', '/nowhere', '/healthz']) statuses.push((await app.request('http://tab' + path)).status);
  return statuses;
})`;
