import { createRoute, z } from '@hono/zod-openapi';
import { validate } from 'uuid';
import { type Database, withProgram } from '../../db/database.ts';
import {
  decidePayout,
  decisionPeople,
  type PayoutDispute,
  readPayoutDispute,
} from '../../db/decide-payout.ts';
import { batchOfPayout } from '../../db/queries/payouts-page.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { resultOutcomes } from '../../domain/match-results.ts';
import type { OperatorRole } from '../../domain/operator-roles.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { operatorWrite } from '../operator-write.ts';
import { requireRole } from '../operators.ts';
import { keyProblems, operatorProblems } from '../schemas/operator-route.ts';
import { payoutStatusSchema } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { reasonText } from '../schemas/reason.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const outcomes = ['PAID', 'FAILED'] as const;

const decisionBody = z
  .strictObject({
    outcome: z.enum(outcomes, outcomes.join(', ')).openapi({ description: 'What became of it.' }),
    reason: reasonText,
  })
  .openapi('PayoutDecision');

const standingSchema = z
  .object({
    payoutId: z.string(),
    payoutStatus: payoutStatusSchema,
    status: z.enum(['NONE', 'OPEN', 'DECIDED']).openapi({
      description: 'NONE: the bank has said one thing. OPEN: two, and two people have not agreed.',
    }),
    decided: z.enum(outcomes).nullable(),
    newestResult: z
      .object({
        outcome: z.enum(resultOutcomes),
        bankReference: z.string().nullable(),
        detail: z.string().nullable(),
        operatorId: z.string().openapi({ description: 'Who brought it.' }),
        at: z.iso.datetime(),
      })
      .nullable()
      .openapi({ description: 'What the bank has said last, where that contradicts.' }),
    decisions: z.array(
      z.object({
        operatorId: z.string(),
        outcome: z.enum(outcomes),
        reason: z.string(),
        at: z.iso.datetime(),
      }),
    ),
    peopleNeeded: z.int(),
  })
  .openapi('PayoutDecisionStanding');

const place = {
  ...payoutRoute,
  path: '/api/v2/payouts/{id}/decision' as const,
};

const decideRoute = createRoute({
  ...place,
  method: 'post',
  operationId: 'decidePayout',
  summary: 'Say what became of a payout of which the bank has said two things',
  description:
    'Needs an operator of the program, and takes two people who say the same, whichever their keys. A payout that FAILED and was not paid can be tried again then; one that was paid after all is booked by `retry-failed`, and not carried out again; one that is PAID stays so. One that is PAID and has come back is not decided here: its intent is reversed (`POST /api/v2/intents/:id/reversal`). The same word again changes nothing.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: decisionBody } } },
  },
  responses: {
    200: { ...jsonResponse('How far it is.', standingSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND', 'NOTHING_TO_DECIDE'),
  },
});

const readRoute = createRoute({
  ...place,
  method: 'get',
  operationId: 'readPayoutDecision',
  summary: 'How far the decision on a payout is',
  description: 'What the bank has said last, and who has said what of it.',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: jsonResponse('How far it is.', standingSchema),
    ...problemResponses(...keyProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/v2/payouts/:id/decision` and `GET` of it. */
export function mountPayoutDecision(app: App, services: RouteServices): void {
  app.openapi(decideRoute, async function decide(c) {
    const body = c.req.valid('json');
    const asked = await askedPayout(c, services, { id: c.req.valid('param').id, role: 'operator' });
    const { payoutId, batchId, program, operator } = asked;
    return await operatorWrite(c, services, {
      ...{ operation: 'payout.decide', operator, program, body: { ...body, payoutId } },
      prepare: async (actor) => async (tx) => {
        const decision = { payoutId, batchId, operatorId: operator.id, ...body, actor };
        const refusal = await decidePayout(tx, decision);
        return refusal ?? jsonAnswer(200, await readStanding(tx, payoutId));
      },
    });
  });
  app.openapi(readRoute, async function readDecision(c) {
    const asked = await askedPayout(c, services, { id: c.req.valid('param').id, role: 'viewer' });
    const standing = await withProgram(services.db, asked.program.id, (tx) =>
      readStanding(tx, asked.payoutId),
    );
    return c.json(standing, 200);
  });
}

async function askedPayout(
  c: AppContext,
  services: RouteServices,
  { id, role }: { readonly id: string; readonly role: OperatorRole },
) {
  const unseen = 'There is no such payout.';
  const payoutId = id.toLowerCase();
  const found = validate(payoutId) ? await batchOfPayout(services.db, payoutId) : null;
  if (found === null) throw new ApiError('NOT_FOUND', unseen);
  const { batchId, ...program } = found;
  const operator = await requireRole(c, services, { role, programId: program.id, unseen });
  return { payoutId, batchId, program, operator };
}

async function readStanding(
  db: Database,
  payoutId: string,
): Promise<z.infer<typeof standingSchema>> {
  const found = await readPayoutDispute(db, payoutId);
  invariant(found !== null, `Expected payout ${payoutId} to exist`);
  return standingView(found);
}

/** The decision on a payout as {@link standingSchema}; one that came back and was reversed is decided by that. */
export function standingView(found: PayoutDispute): z.infer<typeof standingSchema> {
  const { payoutId, dispute, newest, decisions, status: payoutStatus } = found;
  const reversed = newest === null ? null : 'FAILED';
  const decided = dispute === 'OPEN' ? null : (dispute ?? reversed);
  return {
    ...{ payoutId, payoutStatus, decided, peopleNeeded: decisionPeople },
    status: newest === null ? 'NONE' : decided === null ? 'OPEN' : 'DECIDED',
    newestResult: newest === null ? null : resultView(newest),
    decisions: decisions.map(({ at, ...decision }) => ({ ...decision, at: at.toISOString() })),
  };
}

function resultView({
  id: _,
  at,
  ...result
}: NonNullable<Awaited<ReturnType<typeof readPayoutDispute>>>['newest'] & object) {
  return { ...result, at: at.toISOString() };
}
