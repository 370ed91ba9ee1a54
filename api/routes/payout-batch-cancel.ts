import { createRoute, z } from '@hono/zod-openapi';
import { callOffBatch } from '../../activities/payouts/call-off-batch.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { batchWrite } from '../batch-write.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { batchSchema } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { reasonText } from '../schemas/reason.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const cancelBody = z
  .strictObject({ reason: reasonText.optional() })
  .openapi('PayoutBatchCancellation');

const route = createRoute({
  ...payoutRoute,
  method: 'post',
  path: '/api/v2/payouts/batch/{id}/cancel',
  operationId: 'cancelPayoutBatch',
  summary: 'Call a batch off',
  description:
    'Needs an operator of the program. The commissions of a batch that is PENDING or APPROVED are free for another batch, also of the same period. One that is under way lets go of the payouts of which nothing is signed or held for a file yet; it is CANCELLED where that is all of them, and otherwise the others go on. Again, it changes nothing.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: cancelBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', batchSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND', 'BATCH_STATE'),
  },
});

/** `POST /api/v2/payouts/batch/:id/cancel`. */
export function mountPayoutBatchCancel(app: App, services: RouteServices): void {
  app.openapi(route, async function cancelPayoutBatch(c) {
    const body = c.req.valid('json');
    return await batchWrite(c, services, {
      ...{ operation: 'payout_batch.cancel', id: c.req.valid('param').id, role: 'operator', body },
      run: async (tx, write) => callOffBatch(tx, { ...write, reason: body.reason ?? null }),
    });
  });
}
