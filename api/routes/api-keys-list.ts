import { createRoute, z } from '@hono/zod-openapi';
import { apiKeysPage } from '../../db/queries/api-keys-list.ts';
import { programsWith } from '../../domain/operator-roles.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { apiKeyView } from '../operator-view.ts';
import { authenticate } from '../operators.ts';
import { keyProblems, operatorRoute } from '../schemas/operator-route.ts';
import { apiKeyListSchema } from '../schemas/operators.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/keys',
  operationId: 'listApiKeys',
  summary: 'Keys of operators',
  description:
    'Newest first: your own, and those of the operators whom you manage as an owner. The keys themselves are nowhere.',
  request: {
    query: z.object({
      ...pageQuery,
      operatorId: z
        .uuid("an operator's id")
        .optional()
        .openapi({ description: 'Only of this one.' }),
    }),
  },
  responses: {
    200: jsonResponse('One page.', apiKeyListSchema),
    ...problemResponses(...keyProblems, 'VALIDATION_FAILED'),
  },
});

/** `GET /api/admin/keys`. */
export function mountApiKeysList(app: App, services: RouteServices): void {
  app.openapi(route, async function listApiKeys(c) {
    const { limit, cursor = null, offset, operatorId = null } = c.req.valid('query');
    const { id: self, roles } = await authenticate(c, services);
    const programIds = programsWith(roles, 'owner');
    const page = { self, programIds, operatorId, limit, before: cursor, offset };
    const { items, nextCursor } = pageOf(await apiKeysPage(services.db, page), limit);
    return c.json({ keys: items.map(apiKeyView), nextCursor }, 200);
  });
}
