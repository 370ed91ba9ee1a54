import { createRoute, z } from '@hono/zod-openapi';
import { type Database, withProgram } from '../../db/database.ts';
import { programSlugOfIntent } from '../../db/queries/program-of-intent.ts';
import { reversalOfIntent } from '../../db/queries/reversal-of-intent.ts';
import { requestReversal, reversalPeople } from '../../db/request-reversal.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { intentStates } from '../../domain/intent-state.ts';
import type { OperatorRole } from '../../domain/operator-roles.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { operatorWrite } from '../operator-write.ts';
import { requireRole } from '../operators.ts';
import { keyProblems, operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { reasonText } from '../schemas/reason.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const statuses = ['NONE', 'WAITING_FOR_SECOND', 'REVERSING', 'REVERSED'] as const;

const standingSchema = z
  .object({
    intentId: z.string().openapi({ description: 'The claim or payout.' }),
    status: z.enum(statuses),
    requests: z.array(
      z.object({ operatorId: z.string(), reason: z.string(), at: z.iso.datetime() }),
    ),
    peopleNeeded: z.int(),
    reversal: z
      .object({
        intentId: z.string(),
        state: z.enum(intentStates),
        workflowId: z.string(),
        statusUrl: z.string(),
      })
      .nullable()
      .openapi({ description: 'The intent that reverses it, once there is one.' }),
  })
  .openapi('ReversalStanding');

const place = {
  ...{ ...operatorRoute, tags: ['Intents'] },
  path: '/api/v2/intents/{id}/reversal' as const,
};

const reverseRoute = createRoute({
  ...place,
  method: 'post',
  operationId: 'reverseSettlement',
  summary: 'Want the settlement of a paid claim, or a returned payout, reversed',
  description:
    'Needs an operator of the program, and takes two people, whichever their keys. With the second the reversal begins, as an intent linked to it: the fee is in suspense again for an operator to give back, commissions are taken back (what is paid out already is carried into the next batch), and what was delivered stays delivered. A payout by hand can be reversed once the bank has said that it came back: its commissions are owed again. The same person again changes nothing.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ reason: reasonText }).openapi('ReversalRequest'),
        },
      },
    },
  },
  responses: {
    202: { ...jsonResponse('How far it is.', standingSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND', 'NOT_REVERSIBLE'),
  },
});

const readRoute = createRoute({
  ...place,
  method: 'get',
  operationId: 'readReversal',
  summary: 'How far the reversal of an intent is',
  description: 'Who wants it, and the intent that does it.',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: jsonResponse('How far it is.', standingSchema),
    ...problemResponses(...keyProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/v2/intents/:id/reversal` and `GET` of it. */
export function mountSettlementReverse(app: App, services: RouteServices): void {
  app.openapi(reverseRoute, async function reverseSettlement(c) {
    const body = c.req.valid('json');
    const asked = await askedIntent(c, services, { id: c.req.valid('param').id, role: 'operator' });
    const { intentId, program, operator } = asked;
    return await operatorWrite(c, services, {
      ...{ operation: 'settlement.reverse', operator, program, body },
      prepare: async (actor) => async (tx) => {
        const wish = { intentId, operatorId: operator.id, reason: body.reason, actor };
        const refusal = await requestReversal(tx, wish);
        return refusal ?? jsonAnswer(202, await readStanding(tx, intentId));
      },
    });
  });
  app.openapi(readRoute, async function readReversal(c) {
    const asked = await askedIntent(c, services, { id: c.req.valid('param').id, role: 'viewer' });
    const { intentId, program } = asked;
    const standing = await withProgram(services.db, program.id, (tx) => readStanding(tx, intentId));
    return c.json(standing, 200);
  });
}

async function askedIntent(
  c: AppContext,
  services: RouteServices,
  { id, role }: { readonly id: string; readonly role: OperatorRole },
) {
  const unseen = 'There is no such intent.';
  const intentId = id.toLowerCase();
  const program = await programSlugOfIntent(services.db, intentId);
  if (program === null) throw new ApiError('NOT_FOUND', unseen);
  const operator = await requireRole(c, services, { role, programId: program.id, unseen });
  return { intentId, program, operator };
}

async function readStanding(
  db: Database,
  intentId: string,
): Promise<z.infer<typeof standingSchema>> {
  const found = await reversalOfIntent(db, intentId);
  invariant(found !== null, `Expected intent ${intentId} to exist`);
  const { requests, reversal } = found;
  return {
    intentId,
    status: statusOf(found),
    requests: requests.map(({ at, ...request }) => ({ ...request, at: at.toISOString() })),
    peopleNeeded: reversalPeople,
    reversal:
      reversal === null ? null : { ...reversal, statusUrl: `/api/v2/intents/${reversal.intentId}` },
  };
}

function statusOf({
  requests,
  reversal,
}: NonNullable<Awaited<ReturnType<typeof reversalOfIntent>>>): (typeof statuses)[number] {
  if (reversal?.state === 'SETTLED') return 'REVERSED';
  if (reversal !== null && reversal.state !== 'FAILED') return 'REVERSING';
  return requests.length === 0 ? 'NONE' : 'WAITING_FOR_SECOND';
}
