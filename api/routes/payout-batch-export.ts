import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { exportedPayouts } from '../../db/queries/payouts-page.ts';
import { exportedStatuses, manualMethods, payoutFile } from '../../domain/payout-file.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedBatch } from '../batch-write.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  ...payoutRoute,
  method: 'get',
  path: '/api/v2/payouts/batch/{id}/export',
  operationId: 'exportPayoutBatch',
  summary: 'The payouts that people carry out, as a file',
  description:
    'Needs an operator of the program: there are names and addresses in it. CSV (RFC 4180), one line for each payout by ACH, wire or hand; what is not executed, whose money is not held, or of which the bank has decided is never among what is to be carried out. Below the lines are control rows: CONTROL_COUNT, CONTROL_SUM for each asset, and CONTROL_SHA256 of everything above the first control row. A text that a spreadsheet would take for a formula has an apostrophe before it.',
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({
      method: z
        .enum(manualMethods, manualMethods.join(', '))
        .optional()
        .openapi({ description: 'Only those made so.' }),
      status: z
        .enum(exportedStatuses, exportedStatuses.join(', '))
        .default('PROCESSING')
        .openapi({ description: 'PROCESSING: what is to be carried out now.' }),
    }),
  },
  responses: {
    200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } },
    ...problemResponses(...operatorProblems, 'VALIDATION_FAILED', 'NOT_FOUND'),
  },
});

/** `GET /api/v2/payouts/batch/:id/export`. */
export function mountPayoutBatchExport(app: App, services: RouteServices): void {
  app.openapi(route, async function exportPayoutBatch(c) {
    const { method = null, status } = c.req.valid('query');
    const { id } = c.req.valid('param');
    const { batchId, program } = await askedBatch(c, services, { id, role: 'operator' });
    const payouts = await withProgram(services.db, program.id, (tx) =>
      exportedPayouts(tx, batchId, { status, method }),
    );
    return c.text(payoutFile(payouts), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="payouts-${batchId}.csv"`,
    });
  });
}
