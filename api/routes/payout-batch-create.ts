import { createRoute, type z } from '@hono/zod-openapi';
import { createBatch } from '../../db/create-batch.ts';
import type { Database } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { periodBounds } from '../../domain/payout-period.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { operatorWrite } from '../operator-write.ts';
import { requireRole } from '../operators.ts';
import { readBatchWithPayouts } from '../payout-view.ts';
import { wrongField } from '../program-settings.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { batchWithPayoutsSchema, newBatchBody } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const shared = {
  ...payoutRoute,
  method: 'post',
  summary: 'Plan the payouts of a period',
  description:
    'Needs an operator of the program. One payout for each affiliate and asset: the sum of its commissions that had become payable before the end of the month (UTC) and that no payout holds, what was taken back included; what is due by now is released first. Sums below the minimum wait for a later batch. A period has one batch; it moves nothing before others approve and execute it.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: newBatchBody } } },
  },
  responses: {
    201: {
      ...jsonResponse('The batch, with its first payouts.', batchWithPayoutsSchema),
      headers: writeResponseHeaders,
    },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'BATCH_EXISTS',
      'NO_PAYABLE_COMMISSIONS',
    ),
  },
} as const;

const route = createRoute({
  ...shared,
  path: '/api/v2/payouts/batch/create',
  operationId: 'createPayoutBatch',
});

const aliasRoute = createRoute({
  ...shared,
  path: '/api/v2/payouts/batch',
  operationId: 'createPayoutBatchAlias',
  summary: 'Plan the payouts of a period, under its other name',
});

type NewBatchRequest = z.output<typeof newBatchBody>;

/** `POST /api/v2/payouts/batch/create`, alias `POST /api/v2/payouts/batch`. */
export function mountPayoutBatchCreate(app: App, services: RouteServices): void {
  app.openapi(route, async function createPayoutBatch(c) {
    return await create(c, services, c.req.valid('json'));
  });
  app.openapi(aliasRoute, async function createPayoutBatchAlias(c) {
    return await create(c, services, c.req.valid('json'));
  });
}

async function create(c: AppContext, services: RouteServices, body: NewBatchRequest) {
  const program = await findProgram(services.db, body.programId);
  const { id: programId } = program;
  const operator = await requireRole(c, services, { role: 'operator', programId });
  checkBegun(body.period, services.now());
  return await operatorWrite(c, services, {
    ...{ operation: 'payout_batch.create', operator, program, body },
    prepare: async (actor) => async (tx: Database) => {
      const batchId = newId();
      const { period, minAmount = 0n } = body;
      const now = services.now();
      const wanted = { batchId, programId, period, minAmount, now, operatorId: operator.id, actor };
      const refusal = await createBatch(tx, wanted);
      if (refusal !== null) return refusal;
      const location = `/api/v2/payouts/batch/${batchId}`;
      return jsonAnswer(201, await readBatchWithPayouts(tx, batchId), { location });
    },
  });
}

/** @throws ApiError VALIDATION_FAILED for a period in the future: nothing has become payable in it. */
export function checkBegun(period: string, now: Date): void {
  if (periodBounds(period).start > now) throw wrongField('/period', 'a month that has begun');
}
