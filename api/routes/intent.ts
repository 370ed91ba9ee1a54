import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { intentDetails } from '../../db/queries/intent-details.ts';
import { programOfIntent } from '../../db/queries/program-of-intent.ts';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { intentView } from '../intent-view.ts';
import { parsePreferWait } from '../prefer-wait.ts';
import { intentSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  method: 'get',
  path: '/api/v2/intents/{id}',
  operationId: 'readIntent',
  tags: ['Intents'],
  summary: 'An intent and all that came of it',
  description:
    'With `Prefer: wait=N` the answer is given once the intent is final, at the latest after N seconds (0 to 30).',
  request: {
    params: z.object({ id: z.string() }),
    headers: z.object({
      Prefer: z.string().optional().openapi({ description: 'RFC 7240', example: 'wait=10' }),
    }),
  },
  responses: {
    200: {
      ...jsonResponse('The intent.', intentSchema),
      headers: z.object({ 'Preference-Applied': z.string().optional() }),
    },
    ...problemResponses('NOT_FOUND', 'NOT_ACCEPTABLE_WAIT'),
  },
});

/** `GET /api/v2/intents/:id`. */
export function mountIntent(app: App, services: RouteServices): void {
  app.openapi(route, async function readIntent(c) {
    const { id } = c.req.valid('param');
    const waitSeconds = parsePreferWait(c.req.header('prefer'));
    const programId = await programOfIntent(services.db, id);
    if (programId === null) throw new ApiError('NOT_FOUND', 'There is no such intent.');
    c.set('logger', c.get('logger').child({ intentId: id }));
    if (waitSeconds !== null) {
      const { signal } = c.req.raw;
      await services.watcher.waitUntilFinal(id, { timeoutMs: waitSeconds * 1000, signal });
      c.header('Preference-Applied', `wait=${waitSeconds}`);
    }
    const details = await withProgram(services.db, programId, (tx) => intentDetails(tx, id));
    if (details === null) throw new ApiError('NOT_FOUND', 'There is no such intent.');
    c.header('Cache-Control', 'no-store');
    return c.json(intentView(details), 200);
  });
}
