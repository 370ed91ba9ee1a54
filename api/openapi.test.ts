// Goal: the OpenAPI document is whole and true: every route is in it, its references resolve, and the
// answers of the running app fit the schemas it promises. Method: the document of the app, and
// answers from app.request() on PGlite judged by the schemas taken out of the document.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settleRegistration } from '../tests/harness/actors/move-intent.ts';
import { openTestApi, randomWallet, type TestApi, write } from '../tests/harness/worlds/api-app.ts';

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  responses: z.record(
    z.string(),
    z.looseObject({
      content: z
        .record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
        .optional(),
    }),
  ),
});
const documentShape = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

let api: TestApi;
let document: z.infer<typeof documentShape>;
const rpc = async () => ({ jsonrpc: '2.0', id: 1, result: '0x1' });
beforeAll(async () => {
  api = await openTestApi();
  document = documentShape.parse(
    await (await api.app({}, { rpc }).request('/openapi.json')).json(),
  );
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe('the document', () => {
  test('has every route of the app, and the app has every route of the document', () => {
    const served = api
      .app({}, { rpc })
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.length).toBeGreaterThan(15);
    expect([...new Set(served)].sort()).toEqual(described.sort());
  });

  test('has one operation id each, problem documents for refusals, and references that resolve', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) >= 400)
          expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) =>
      String(match[1]),
    );
    expect(references.length).toBeGreaterThan(20);
    const known = new Set(
      Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
    );
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
  });

  test('has no pattern with the flags of a JavaScript expression in it, which nothing would fit', () => {
    expect(JSON.stringify(document)).not.toMatch(/"pattern":"[^"]*\/[a-z]+"/);
  });

  // What zod makes of `.nullable()` on a named schema. Nothing fits it, null least of all.
  test('nowhere promises null and a named schema at once', () => {
    expect(JSON.stringify(document)).not.toMatch(/"\$ref":"[^"]+"\},\{"type":\["[a-z]+","null"\]/);
  });
});

describe('answers fit what is promised', () => {
  /** The schema of an answer, with the document's components as its definitions. */
  function promised(method: string, path: string, response: Response): z.ZodType {
    const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
    const schema =
      document.paths[path]?.[method]?.responses[response.status]?.content?.[mediaType]?.schema;
    if (schema === undefined)
      throw new Error(`${method} ${path} does not promise ${response.status} ${mediaType}`);
    const whole = { ...schema, $defs: document.components.schemas };
    return z.fromJSONSchema(
      JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')),
    );
  }

  async function fits(method: 'get' | 'post', path: string, response: Response): Promise<unknown> {
    const body: unknown = await response.json();
    const judged = promised(method, path, response).safeParse(body);
    expect({ path, wrong: judged.error?.issues ?? [] }).toEqual({ path, wrong: [] });
    return body;
  }

  test('reads', async () => {
    const wallet = randomWallet();
    for (const path of [
      '/',
      '/api/config',
      '/healthz',
      '/api/healthz',
      '/readyz',
      '/openapi.json',
    ]) {
      await fits('get', path, await api.app().request(path));
    }
    for (const path of ['/api/status', '/api/claim/info', '/api/claim/history']) {
      await fits('get', path, await api.app().request(`${path}?wallet=${wallet}`));
      await fits('get', path, await api.app().request(path));
    }
  });

  test('writes, and the intent that comes of them', async () => {
    const wallet = randomWallet();
    const app = api.app();
    const accepted = await fits(
      'post',
      '/api/register',
      await app.request('/api/register', write({ wallet })),
    );
    const { intentId } = z.object({ intentId: z.string() }).parse(accepted);
    await fits('get', '/api/v2/intents/{id}', await app.request(`/api/v2/intents/${intentId}`));
    await settleRegistration(api.db, intentId);
    await fits('post', '/api/register', await app.request('/api/register', write({ wallet })));
    await fits('get', '/api/v2/intents/{id}', await app.request(`/api/v2/intents/${intentId}`));
    await fits(
      'post',
      '/api/claim/prepare',
      await app.request('/api/claim/prepare', write({ wallet })),
    );
    const claim = { wallet, tokenType: 'USDC', txHash: `0x${'cd'.repeat(32)}` };
    await fits('post', '/api/claim/record', await app.request('/api/claim/record', write(claim)));
    await fits(
      'get',
      '/api/claim/history',
      await app.request(`/api/claim/history?wallet=${wallet}`),
    );
    await fits(
      'post',
      '/api/claim/record',
      await app.request('/api/claim/record', write({ wallet: 'x' })),
    );
  });

  test('the judge can say no', async () => {
    const response = Response.json({ wallet: 1 });
    expect(promised('get', '/api/status', response).safeParse({ wallet: 1 }).success).toBe(false);
  });
});
