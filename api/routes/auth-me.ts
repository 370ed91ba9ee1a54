import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { sessionAnswer } from '../schemas/auth.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { sessionView } from '../session-view.ts';
import { requireWallet } from '../wallet-session.ts';

const route = createRoute({
  method: 'get',
  path: '/api/auth/me',
  operationId: 'readSession',
  tags: ['Sign-in'],
  summary: 'Which wallet is signed in',
  security: [{ walletSession: [] }],
  request: { query: z.object(programParameters) },
  responses: {
    200: jsonResponse('The session.', sessionAnswer),
    ...problemResponses('VALIDATION_FAILED', 'UNAUTHENTICATED', 'NOT_FOUND'),
  },
});

/** `GET /api/auth/me`. */
export function mountAuthMe(app: App, services: RouteServices): void {
  app.openapi(route, async function readSession(c) {
    const program = await programNamed(services, c.req.valid('query'));
    const session = await requireWallet(c, services, program.id);
    c.header('Cache-Control', 'no-store');
    return c.json(sessionView(session, program), 200);
  });
}
