import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { decidedIntent, parkedIntents } from '../../db/queries/parked-intents.ts';
import { programOfIntent } from '../../db/queries/program-of-intent.ts';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { requireRole, requireSomeProgram } from '../operators.ts';
import { parkedView } from '../parked-view.ts';
import { parkedIntentSchema, parkedListSchema } from '../schemas/dlq.ts';
import { keyProblems, operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const listRoute = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/dlq',
  operationId: 'listParkedIntents',
  summary: 'Intents that wait for an operator',
  description:
    'Why each waits, what can be done, and what was decided so far. Newest first; of the programs in which the operator has a role.',
  request: {
    query: z.object({
      ...pageQuery,
      program: z.string().max(63).optional().openapi({ description: "A program's slug." }),
    }),
  },
  responses: {
    200: jsonResponse('One page.', parkedListSchema),
    ...problemResponses(...operatorProblems, 'VALIDATION_FAILED'),
  },
});

const oneRoute = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/dlq/{intentId}',
  operationId: 'readParkedIntent',
  summary: 'One intent, its decisions and what became of them',
  description: 'Also of an intent that is not parked any more.',
  request: { params: z.object({ intentId: z.string() }) },
  responses: {
    200: jsonResponse('The intent.', parkedIntentSchema),
    ...problemResponses(...keyProblems, 'NOT_FOUND'),
  },
});

/** `GET /api/admin/dlq` and `GET /api/admin/dlq/:intentId`. */
export function mountDlq(app: App, services: RouteServices): void {
  const { db, settings } = services;

  app.openapi(listRoute, async function listParkedIntents(c) {
    const { limit, cursor = null, offset, program = null } = c.req.valid('query');
    const programIds = await requireSomeProgram(c, services, 'viewer');
    const page = { program, programIds, limit, before: cursor, offset };
    const read = await parkedIntents(db, page);
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ intents: items.map((item) => parkedView(settings, item)), nextCursor }, 200);
  });

  app.openapi(oneRoute, async function readParkedIntent(c) {
    const { intentId } = c.req.valid('param');
    const unseen = 'There is no such intent.';
    const programId = await programOfIntent(db, intentId);
    if (programId === null) throw new ApiError('NOT_FOUND', unseen);
    await requireRole(c, services, { role: 'viewer', programId, unseen });
    const intent = await withProgram(db, programId, (tx) => decidedIntent(tx, intentId));
    if (intent === null) throw new ApiError('NOT_FOUND', unseen);
    return c.json(parkedView(settings, intent), 200);
  });
}
