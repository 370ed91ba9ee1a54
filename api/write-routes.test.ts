// Goal: which requests take their limits after the replay lookup is read from the routes. Method: the app's
// own routes, and one with a parameter.
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import type { AppEnv } from './app-parts.ts';
import { writeRequestHeaders } from './schemas/write-headers.ts';
import { writeRoutesOf } from './write-routes.ts';

const responses = { 200: { description: 'ok' } };

test('a route that takes an idempotency key is a write, by method and whole path', () => {
  const app = new OpenAPIHono<AppEnv>();
  const isWrite = writeRoutesOf(app);
  const request = { headers: writeRequestHeaders, params: z.object({ id: z.string() }) };
  app.openapi(createRoute({ method: 'post', path: '/a.b/{id}/close', request, responses }), (c) =>
    c.body(null),
  );
  app.openapi(createRoute({ method: 'post', path: '/plain', responses }), (c) => c.body(null));
  expect(isWrite('POST', '/a.b/1/close')).toBe(true);
  for (const [method, path] of [
    ['GET', '/a.b/1/close'],
    ['POST', '/a.b/1/2/close'],
    ['POST', '/a.b//close'],
    ['POST', '/axb/1/close'],
    ['POST', '/x/a.b/1/close'],
    ['POST', '/a.b/1/close/x'],
    ['POST', '/plain'],
  ] as const) {
    expect([method, path, isWrite(method, path)]).toEqual([method, path, false]);
  }
});
