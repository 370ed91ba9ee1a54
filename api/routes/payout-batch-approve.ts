import { createRoute, z } from '@hono/zod-openapi';
import { approveBatch } from '../../db/approve-batch.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { batchWrite } from '../batch-write.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { batchSchema, digestParameter } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const approveBody = z.strictObject({ digest: digestParameter }).openapi('PayoutBatchApproval');

const route = createRoute({
  ...payoutRoute,
  method: 'post',
  path: '/api/v2/payouts/batch/{id}/approve',
  operationId: 'approvePayoutBatch',
  summary: 'Stand behind a batch as it was seen',
  description:
    'Needs an approver of the program who neither made nor edited the batch; people count, whichever their key. The batch is APPROVED once as many as it takes have. Of a batch that is PARTIALLY_FAILED, that what has failed by hand may be tried again: then also not by whoever brought its results. The same approval again changes nothing.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: approveBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', batchSchema), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'SAME_OPERATOR',
      'BATCH_CHANGED',
      'BATCH_STATE',
      'PAYOUT_METHOD_UNAVAILABLE',
    ),
  },
});

/** `POST /api/v2/payouts/batch/:id/approve`. */
export function mountPayoutBatchApprove(app: App, services: RouteServices): void {
  app.openapi(route, async function approvePayoutBatch(c) {
    const body = c.req.valid('json');
    return await batchWrite(c, services, {
      ...{ operation: 'payout_batch.approve', id: c.req.valid('param').id, role: 'approver', body },
      run: async (tx, write) => approveBatch(tx, { ...write, ...body }),
    });
  });
}
