import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { paymentTotals } from '../../db/queries/payment-totals.ts';
import { programCounts } from '../../db/queries/program-counts.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedProgram, programReadProblems } from '../asked-program.ts';
import { amountSchema } from '../schemas/intent.ts';
import { operatorRoute } from '../schemas/operator-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';

const statsAnswer = z
  .object({
    program: z.object({ id: z.string(), slug: z.string() }),
    totalMints: z.int().openapi({ description: 'Wallets with a settled registration.' }),
    totalClaims: z.int().openapi({ description: 'Wallets with a settled claim.' }),
    totalPayments: z.int().openapi({ description: 'Payments whose claim has settled.' }),
    received: z
      .array(amountSchema)
      .openapi({ description: 'What those payments come to, for each token.' }),
    affiliates: z.int(),
    attributed: z
      .int()
      .openapi({ description: 'Wallets that an affiliate is said to have brought.' }),
    openIntents: z.int(),
    parkedIntents: z.int(),
  })
  .openapi('AdminStats');

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/stats',
  operationId: 'readAdminStats',
  summary: 'The figures of a program',
  request: { query: z.object(programParameters) },
  responses: {
    200: jsonResponse('The figures.', statsAnswer),
    ...problemResponses(...programReadProblems),
  },
});

/** `GET /api/admin/stats`. */
export function mountAdminStats(app: App, services: RouteServices): void {
  app.openapi(route, async function readAdminStats(c) {
    const { id, slug } = await askedProgram(c, services, c.req.valid('query'));
    const [counts, totals] = await withProgram(services.db, id, async (tx) => [
      await programCounts(tx, id),
      await paymentTotals(tx, id),
    ]);
    const body: z.infer<typeof statsAnswer> = {
      program: { id, slug },
      totalMints: counts.registered,
      totalClaims: counts.claimed,
      totalPayments: totals.reduce((sum, { payments }) => sum + payments, 0),
      received: totals.map(({ amount, asset, decimals }) => ({ amount, asset, decimals })),
      affiliates: counts.affiliates,
      attributed: counts.attributed,
      openIntents: counts.open_intents,
      parkedIntents: counts.parked_intents,
    };
    return c.json(body, 200);
  });
}
