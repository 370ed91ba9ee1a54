import { createRoute, z } from '@hono/zod-openapi';
import { operatorsPage } from '../../db/queries/operators-list.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { operatorView } from '../operator-view.ts';
import { authenticate, requireSomeProgram } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { operatorListSchema } from '../schemas/operators.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/operators',
  operationId: 'listOperators',
  summary: 'Operators and their roles',
  description:
    'Newest first. An owner of all programs sees everybody; the owner of some sees who has a role there, and those roles.',
  request: { query: z.object(pageQuery) },
  responses: {
    200: jsonResponse('One page.', operatorListSchema),
    ...problemResponses(...operatorProblems, 'VALIDATION_FAILED'),
  },
});

/** `GET /api/admin/operators`. */
export function mountOperatorsList(app: App, services: RouteServices): void {
  app.openapi(route, async function listOperators(c) {
    const { limit, cursor = null, offset } = c.req.valid('query');
    const programIds = await requireSomeProgram(c, services, 'owner');
    const { roles } = await authenticate(c, services);
    const read = await operatorsPage(services.db, { programIds, limit, before: cursor, offset });
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ operators: items.map((item) => operatorView(item, roles)), nextCursor }, 200);
  });
}
