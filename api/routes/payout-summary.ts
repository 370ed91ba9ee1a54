import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { payoutSummary } from '../../db/queries/payout-summary.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { requireRole } from '../operators.ts';
import { dollarAmount } from '../schemas/commission.ts';
import { amountSchema } from '../schemas/intent.ts';
import { keyProblems } from '../schemas/operator-route.ts';
import { batchStatusSchema, payoutStatusSchema } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';

const seconds = z
  .int()
  .nullable()
  .openapi({ description: 'On average from the creation of a batch, in whole seconds.' });

const summaryAnswer = z
  .object({
    programId: z.string(),
    payouts: z
      .array(z.object({ status: payoutStatusSchema, amount: amountSchema, payouts: z.int() }))
      .openapi({ description: 'Sums by status and asset.' }),
    batches: z.array(z.object({ status: batchStatusSchema, batches: z.int() })),
    averageSecondsToApproval: seconds,
    averageSecondsToSettlement: seconds,
  })
  .openapi('PayoutSummary');

const route = createRoute({
  ...payoutRoute,
  method: 'get',
  path: '/api/v2/payouts/summary',
  operationId: 'readPayoutSummary',
  summary: 'What the payouts of a program come to, and how long they take',
  request: { query: z.object(programParameters) },
  responses: {
    200: jsonResponse('Of all its payouts.', summaryAnswer),
    ...problemResponses(...keyProblems, 'VALIDATION_FAILED', 'NOT_FOUND'),
  },
});

/** `GET /api/v2/payouts/summary`. */
export function mountPayoutSummary(app: App, services: RouteServices): void {
  app.openapi(route, async function readPayoutSummary(c) {
    const { id: programId } = await programNamed(services, c.req.valid('query'));
    await requireRole(c, services, { role: 'viewer', programId });
    const summary = await withProgram(services.db, programId, (tx) => payoutSummary(tx, programId));
    const { batches, secondsToApproval, secondsToSettlement } = summary;
    return c.json(
      {
        programId,
        payouts: summary.payouts.map(({ status, asset, amount, payouts }) => ({
          ...{ status, amount: dollarAmount(amount, asset), payouts },
        })),
        batches,
        averageSecondsToApproval: secondsToApproval,
        averageSecondsToSettlement: secondsToSettlement,
      },
      200,
    );
  });
}
