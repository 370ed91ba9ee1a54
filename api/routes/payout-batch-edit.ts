import { createRoute, z } from '@hono/zod-openapi';
import { editBatch } from '../../db/edit-batch.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { batchWrite } from '../batch-write.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import {
  batchSchema,
  digestParameter,
  methodParameter,
  payoutIdParameter,
} from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

/** Of one edit: further ones follow in the next. */
const changesMax = 1000;
const tooMany = `at most ${changesMax}`;

const editBody = z
  .strictObject({
    digest: digestParameter,
    exclude: z
      .array(payoutIdParameter, 'ids of payouts')
      .max(changesMax, tooMany)
      .default([])
      .openapi({
        description: 'Payouts to take out for good; their commissions wait for a later batch.',
      }),
    methods: z
      .array(z.strictObject({ payoutId: payoutIdParameter, method: methodParameter }))
      .max(changesMax, tooMany)
      .refine(
        (methods) => new Set(methods.map(({ payoutId }) => payoutId)).size === methods.length,
        'each payout once',
      )
      .default([])
      .openapi({ description: 'How payouts are to be made instead.' }),
  })
  .openapi('PayoutBatchEdit');

const route = createRoute({
  ...payoutRoute,
  method: 'patch',
  path: '/api/v2/payouts/batch/{id}',
  operationId: 'editPayoutBatch',
  summary: 'Take payouts out of a batch, or change how they are made',
  description:
    'Needs an operator of the program, and the batch PENDING or APPROVED. Makes a new version with another digest: it is PENDING, earlier approvals do not count for it, and whoever edited it does not approve it. An edit that changes nothing makes none.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: editBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', batchSchema), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'BATCH_STATE',
      'BATCH_CHANGED',
      'PAYOUT_METHOD_UNAVAILABLE',
    ),
  },
});

/** `PATCH /api/v2/payouts/batch/:id`. */
export function mountPayoutBatchEdit(app: App, services: RouteServices): void {
  app.openapi(route, async function editPayoutBatch(c) {
    const body = c.req.valid('json');
    return await batchWrite(c, services, {
      ...{ operation: 'payout_batch.edit', id: c.req.valid('param').id, role: 'operator', body },
      run: async (tx, write) => editBatch(tx, { ...write, ...body }),
    });
  });
}
