import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { payoutBatchesPage } from '../../db/queries/payout-batches.ts';
import { batchStatuses } from '../../domain/payout-status.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { askedBatch } from '../batch-write.ts';
import { requireRole, requireSomeProgram } from '../operators.ts';
import { batchView, readBatchWithPayouts } from '../payout-view.ts';
import { keyProblems, operatorProblems } from '../schemas/operator-route.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import {
  batchSchema,
  batchWithPayoutsSchema,
  payoutsQuery,
  periodParameter,
} from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';

const listQuery = z.object({
  ...programParameters,
  program: programParameters.program.openapi({
    description:
      "A program's slug. Without it and `programId`: all in which the operator has a role.",
  }),
  ...pageQuery,
  status: z.enum(batchStatuses, batchStatuses.join(', ')).optional(),
  period: periodParameter.optional(),
});

const listed = {
  ...payoutRoute,
  method: 'get',
  summary: 'Payout batches, newest first',
  request: { query: listQuery },
  responses: {
    200: jsonResponse(
      'One page.',
      z
        .object({ batches: z.array(batchSchema), nextCursor: nextCursorAnswer })
        .openapi('PayoutBatches'),
    ),
    ...problemResponses(...operatorProblems, 'VALIDATION_FAILED', 'NOT_FOUND'),
  },
} as const;

const listRoute = createRoute({
  ...listed,
  path: '/api/v2/payouts/batches',
  operationId: 'listPayoutBatches',
});

const aliasRoute = createRoute({
  ...listed,
  path: '/api/v2/payouts/batch',
  operationId: 'listPayoutBatchesAlias',
  summary: 'Payout batches, under their other name',
});

const oneRoute = createRoute({
  ...payoutRoute,
  method: 'get',
  path: '/api/v2/payouts/batch/{id}',
  operationId: 'readPayoutBatch',
  summary: 'One batch with its payouts',
  request: { params: z.object({ id: z.string() }), query: z.object(payoutsQuery) },
  responses: {
    200: jsonResponse('The batch, and a page of its payouts by their ids.', batchWithPayoutsSchema),
    ...problemResponses(...keyProblems, 'VALIDATION_FAILED', 'NOT_FOUND'),
  },
});

/** `GET /api/v2/payouts/batches`, alias `GET /api/v2/payouts/batch`; `GET /api/v2/payouts/batch/:id`. */
export function mountPayoutBatches(app: App, services: RouteServices): void {
  app.openapi(listRoute, async function listPayoutBatches(c) {
    return c.json(await list(c, services, c.req.valid('query')), 200);
  });
  app.openapi(aliasRoute, async function listPayoutBatchesAlias(c) {
    return c.json(await list(c, services, c.req.valid('query')), 200);
  });
  app.openapi(oneRoute, async function readPayoutBatch(c) {
    const { limit, cursor: after = null } = c.req.valid('query');
    const { id } = c.req.valid('param');
    const { batchId, program } = await askedBatch(c, services, { id, role: 'viewer' });
    const body = await withProgram(services.db, program.id, (tx) =>
      readBatchWithPayouts(tx, batchId, { after, limit }),
    );
    return c.json(body, 200);
  });
}

async function list(c: AppContext, services: RouteServices, query: z.output<typeof listQuery>) {
  const { limit, cursor: before = null, offset, status = null, period = null } = query;
  const programIds = await programsAsked(c, services, query);
  const page = { programIds, status, period, limit, before, offset };
  const { items, nextCursor } = pageOf(await payoutBatchesPage(services.db, page), limit);
  return { batches: items.map(batchView), nextCursor };
}

/** The program that a list is asked of, or all of the operator's; null: all there are. */
async function programsAsked(
  c: AppContext,
  services: RouteServices,
  { programId, program }: z.output<typeof listQuery>,
): Promise<readonly string[] | null> {
  if (programId === undefined && program === undefined)
    return await requireSomeProgram(c, services, 'viewer');
  const { id } = await programNamed(services, { programId, program });
  await requireRole(c, services, { role: 'viewer', programId: id });
  return [id];
}
