import { createRoute, z } from '@hono/zod-openapi';
import { programsPage } from '../../db/queries/programs-page.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { etagOf, programView } from '../program-view.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programListSchema, programSchema } from '../schemas/program.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/api/v2/programs',
  operationId: 'listPrograms',
  tags: ['Programs'],
  summary: 'Programs, the newest first',
  description: 'Without those that are archived, unless asked for.',
  request: {
    query: z.object({
      ...pageQuery,
      status: z
        .enum(['ACTIVE', 'PAUSED', 'ARCHIVED'], { error: 'ACTIVE, PAUSED or ARCHIVED' })
        .optional(),
    }),
  },
  responses: {
    200: jsonResponse('One page.', programListSchema),
    ...problemResponses('VALIDATION_FAILED'),
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/api/v2/programs/{id}',
  operationId: 'readProgram',
  tags: ['Programs'],
  summary: 'A program',
  request: { params: z.object({ id: z.string().openapi({ description: 'Its id or slug.' }) }) },
  responses: {
    200: {
      ...jsonResponse('The program.', programSchema),
      headers: z.object({
        ETag: z.string().openapi({ description: 'Its version, for If-Match.' }),
      }),
    },
    ...problemResponses('NOT_FOUND'),
  },
});

/** `GET /api/v2/programs` and `GET /api/v2/programs/:id`. */
export function mountPrograms(app: App, { db }: RouteServices): void {
  app.openapi(listRoute, async function listPrograms(c) {
    const { limit, cursor = null, offset, status } = c.req.valid('query');
    const statuses = status === undefined ? (['ACTIVE', 'PAUSED'] as const) : [status];
    const read = await programsPage(db, { statuses, limit, before: cursor, offset });
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ programs: items.map(programView), nextCursor }, 200);
  });

  app.openapi(readRoute, async function readProgram(c) {
    const program = await findProgram(db, c.req.valid('param').id);
    c.header('ETag', etagOf(program));
    return c.json(programView(program), 200);
  });
}
