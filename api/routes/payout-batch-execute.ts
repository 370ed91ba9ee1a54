import { createRoute, z } from '@hono/zod-openapi';
import { executeBatch } from '../../db/execute-batch.ts';
import { retryFailedPayouts } from '../../db/retry-failed-payouts.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { beginExecution } from '../begin-execution.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { batchSchema } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const begin = {
  ...payoutRoute,
  method: 'post',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({}).openapi('NothingMore') } },
    },
  },
} as const;

const underWay = {
  ...jsonResponse('As it is now; `executions` names the intent that carries it out.', batchSchema),
  headers: writeResponseHeaders,
};
const problems = [...operatorProblems, ...bodyProblems, 'NOT_FOUND', 'BATCH_STATE'] as const;

const executeRoute = createRoute({
  ...begin,
  path: '/api/v2/payouts/batch/{id}/execute',
  operationId: 'executePayoutBatch',
  summary: 'Have an approved batch paid',
  description:
    'Needs an operator of the program, and the batch APPROVED as it is. Its payouts are carried out by one workflow, each as an intent of its own. While it is under way or over, this changes nothing.',
  responses: {
    202: underWay,
    ...problemResponses(
      ...problems,
      'APPROVALS_MISSING',
      'PAYOUT_CONTRADICTED',
      'PAYOUT_METHOD_UNAVAILABLE',
    ),
  },
});

const retryRoute = createRoute({
  ...begin,
  path: '/api/v2/payouts/batch/{id}/retry-failed',
  operationId: 'retryFailedPayouts',
  summary: 'Have the failed payouts of a batch tried again',
  description:
    'Needs an operator of the program. Each is tried as a payout of its own with the same commissions, unless one of these is reversed or in another batch since, or the bank has said two things of it. One by hand needs new approvals first (`approve` with the present `digest`), by people who neither brought its result nor ask for this; one that two people have confirmed as paid after all is booked and not carried out. While the batch is under way, or when none has failed, this changes nothing.',
  responses: {
    202: underWay,
    ...problemResponses(
      ...problems,
      'NO_PAYABLE_COMMISSIONS',
      'PAYOUT_METHOD_UNAVAILABLE',
      'APPROVALS_MISSING',
      'PAYOUT_CONTRADICTED',
    ),
  },
});

/** `POST /api/v2/payouts/batch/:id/execute` and `/retry-failed`. */
export function mountPayoutBatchExecute(app: App, services: RouteServices): void {
  app.openapi(executeRoute, async function executePayoutBatch(c) {
    const { id } = c.req.valid('param');
    return await beginExecution(c, services, {
      ...{ operation: 'payout_batch.execute', id, run: executeBatch },
    });
  });
  app.openapi(retryRoute, async function retryFailed(c) {
    const { id } = c.req.valid('param');
    return await beginExecution(c, services, {
      ...{ operation: 'payout_batch.retry_failed', id, run: retryFailedPayouts },
    });
  });
}
