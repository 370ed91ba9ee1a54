import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { paymentsPage } from '../../db/queries/payments-page.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedProgram, programReadProblems } from '../asked-program.ts';
import { operatorRoute } from '../schemas/operator-route.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import { paymentSchema, paymentView } from '../schemas/payment.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/payments',
  operationId: 'listPayments',
  summary: 'Payments that a program received',
  description: 'Each is a Transfer log that the chain confirmed, newest first.',
  request: { query: z.object({ ...programParameters, ...pageQuery }) },
  responses: {
    200: jsonResponse(
      'One page.',
      z
        .object({ payments: z.array(paymentSchema), nextCursor: nextCursorAnswer })
        .openapi('Payments'),
    ),
    ...problemResponses(...programReadProblems),
  },
});

/** `GET /api/admin/payments`. */
export function mountAdminPayments(app: App, services: RouteServices): void {
  app.openapi(route, async function listPayments(c) {
    const { limit, cursor = null, offset, ...named } = c.req.valid('query');
    const { id: programId } = await askedProgram(c, services, named);
    const read = await withProgram(services.db, programId, (tx) =>
      paymentsPage(tx, { programId, wallet: null }, { limit, before: cursor, offset }),
    );
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ payments: items.map(paymentView), nextCursor }, 200);
  });
}
