// Goal: the table of routes can not be filled by accident, and says what is missing. Method: a small OpenAPI
// document and answers made by hand.
import { describe, expect, test } from 'vitest';
import { documentedRoutes } from './documented-routes.ts';
import { renderTable, routeTable } from './route-table.ts';
import type { SeenAnswer } from './seen-answers.ts';

const answered = (...descriptions: readonly (readonly [number, string])[]) =>
  Object.fromEntries(descriptions.map(([status, description]) => [status, { description }]));

const openApi = {
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [{ name: 'program', in: 'query' }],
        responses: answered([200, 'All.'], [400, 'VALIDATION_FAILED']),
      },
    },
    '/things/{id}': {
      get: {
        operationId: 'readThing',
        security: [{ operatorKey: [] }],
        responses: answered([200, 'One.'], [401, 'UNAUTHENTICATED'], [404, 'NOT_FOUND']),
      },
    },
    '/things/newest': { get: { operationId: 'readNewest', responses: answered([200, 'One.']) } },
    '/notes': {
      post: {
        operationId: 'addNote',
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } },
        },
        responses: answered([201, 'Added.']),
      },
    },
  },
  components: { schemas: { Note: { properties: { programId: {}, text: {} } } } },
};
const routes = documentedRoutes(openApi);

const seen = (path: string, status: number, more: Partial<SeenAnswer> = {}): SeenAnswer => ({
  method: 'GET',
  path,
  status,
  code: null,
  otherTenant: false,
  test: 'a.test.ts › a',
  ...more,
});

/** The cells that nothing fills. */
function missing(answers: readonly SeenAnswer[]): string[] {
  return routeTable(routes, answers)
    .cells.filter(({ by }) => by.length === 0)
    .map(({ route, shown }) => `${route}: ${shown}`);
}

describe('cells', () => {
  test('every success, every code, the missing right and the other tenant are to be shown', () => {
    expect(missing([])).toEqual([
      'GET /things: 200',
      'GET /things: 400 VALIDATION_FAILED',
      'GET /things: other tenant',
      'GET /things/{id}: 200',
      'GET /things/{id}: 401 UNAUTHENTICATED',
      'GET /things/{id}: 404 NOT_FOUND',
      'GET /things/{id}: missing right',
      'GET /things/{id}: other tenant',
      'GET /things/newest: 200',
      'POST /notes: 201',
      'POST /notes: other tenant',
    ]);
  });

  test('an answer fills the cells it shows, of the most literal route with its method', () => {
    const filled = [
      seen('/things/newest', 200),
      seen('/things/7', 401, { code: 'UNAUTHENTICATED' }),
      seen('/things', 201, { method: 'POST' }),
      seen('/notes', 201, { method: 'POST', otherTenant: true }),
    ];
    expect(missing(filled)).toEqual([
      'GET /things: 200',
      'GET /things: 400 VALIDATION_FAILED',
      'GET /things: other tenant',
      'GET /things/{id}: 200',
      'GET /things/{id}: 404 NOT_FOUND',
      'GET /things/{id}: other tenant',
    ]);
  });

  test('a status with another code, or with none, fills no refusal', () => {
    const others = [seen('/things', 400, { code: 'MALFORMED_JSON' }), seen('/things', 400)];
    expect(missing(others)).toContain('GET /things: 400 VALIDATION_FAILED');
  });

  test('a refused origin is no missing right', () => {
    const refused = [seen('/things/7', 403, { code: 'ORIGIN_FORBIDDEN' })];
    expect(missing(refused)).toContain('GET /things/{id}: missing right');
  });
});

test('an answer that is not promised is named with its test; paths of no route are nobody’s', () => {
  const answers = [
    seen('/things', 200),
    seen('/things', 500, { code: 'INTERNAL' }),
    seen('/things/newest', 204),
    seen('/elsewhere', 404, { code: 'NOT_FOUND' }),
    seen('/things', 405, { method: 'PUT', code: 'METHOD_NOT_ALLOWED' }),
  ];
  expect(routeTable(routes, answers).undocumented).toEqual([
    'GET /things: 500 INTERNAL (a.test.ts › a)',
    'GET /things/newest: 204 (a.test.ts › a)',
  ]);
});

test('a refusal that does not list codes of its status is no document of this platform', () => {
  const withRefusal = (status: number, description: string) => () =>
    documentedRoutes({
      ...openApi,
      paths: { '/x': { get: { operationId: 'x', responses: answered([status, description]) } } },
    });
  expect(withRefusal(404, 'It is not there.')).toThrow(/status 404/);
  expect(withRefusal(400, 'NOT_FOUND')).toThrow(/status 400/);
  expect(withRefusal(404, 'NOT_FOUND')).not.toThrow();
});

test('the rendered table has a line per cell, with how many tests show it', () => {
  const text = renderTable(
    routeTable(routes, [
      seen('/things/newest', 200),
      seen('/things/newest', 200, { test: 'b.test.ts › with a | in it' }),
    ]),
  );
  expect(text).toContain('| GET /things/newest | 200 | a.test.ts › a (and 1 more) |');
  expect(text).toContain('| GET /things | 200 | **nothing** |');
});
