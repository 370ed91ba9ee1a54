import { createRoute, z } from '@hono/zod-openapi';
import { closeSession } from '../../db/wallet-sessions.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { takeSessionCookie, walletSessionOf } from '../wallet-session.ts';

const logoutBody = z.object(programParameters).openapi('AuthLogoutRequest');
const logoutAnswer = z.object({ signedOut: z.literal(true) }).openapi('SignedOut');

const route = createRoute({
  method: 'post',
  path: '/api/auth/logout',
  operationId: 'signOut',
  tags: ['Sign-in'],
  summary: 'End the session',
  description:
    'Also where there is none: then nothing changes. The token counts no more from then on.',
  security: [{ walletSession: [] }, {}],
  request: { body: { content: { 'application/json': { schema: logoutBody } } } },
  responses: {
    200: jsonResponse('Nobody is signed in now.', logoutAnswer),
    ...problemResponses(
      'VALIDATION_FAILED',
      'MALFORMED_JSON',
      'BODY_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'NOT_FOUND',
    ),
  },
});

/** `POST /api/auth/logout`. */
export function mountAuthLogout(app: App, services: RouteServices): void {
  app.openapi(route, async function signOut(c) {
    const program = await programNamed(services, c.req.valid('json'));
    const session = await walletSessionOf(c, services, program.id);
    if (session !== null) await closeSession(services.db, session.id);
    takeSessionCookie(c, program.id);
    return c.json({ signedOut: true as const }, 200);
  });
}
