import { createRoute, z } from '@hono/zod-openapi';
import { programSlugOfIntent } from '../../db/queries/program-of-intent.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import { keyedWrite } from '../keyed-write.ts';
import { requireRole } from '../operators.ts';
import { limitRules } from '../rate-limit.ts';
import { decisionAnswer, decisionBody } from '../schemas/dlq.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const request = {
  headers: writeRequestHeaders,
  params: z.object({ intentId: z.string() }),
  body: { required: true, content: { 'application/json': { schema: decisionBody } } },
} as const;

const accepted = {
  ...jsonResponse('Decided; what becomes of it is shown with the intent.', decisionAnswer),
  headers: writeResponseHeaders,
};
const problems = [
  ...operatorProblems,
  ...bodyProblems,
  'NOT_FOUND',
  'NOT_PARKED',
  'ALREADY_DECIDED',
] as const;

const retryRoute = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/admin/dlq/{intentId}/retry',
  operationId: 'retryParkedIntent',
  summary: 'Let a parked intent go on',
  description:
    'Writes the decision and answers; it reaches the workflow also when no worker is alive now, and has its effect once.',
  request,
  responses: { 202: accepted, ...problemResponses(...problems) },
});

const abandonRoute = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/admin/dlq/{intentId}/abandon',
  operationId: 'abandonParkedIntent',
  summary: 'Give a parked intent up',
  description:
    'Only where no money can have left. What it holds is released; a payment that was booked stays in suspense.',
  request,
  responses: { 202: accepted, ...problemResponses(...problems, 'ABANDON_REFUSED') },
});

/** `POST /api/admin/dlq/:intentId/retry` and `/abandon`. */
export function mountDlqDecide(app: App, services: RouteServices): void {
  app.openapi(retryRoute, async function retryParkedIntent(c) {
    const decided = { decision: 'retry', ...c.req.valid('json'), ...c.req.valid('param') } as const;
    return await decide(c, services, decided);
  });
  app.openapi(abandonRoute, async function abandonParkedIntent(c) {
    const decided = {
      decision: 'abandon',
      ...c.req.valid('json'),
      ...c.req.valid('param'),
    } as const;
    return await decide(c, services, decided);
  });
}

const noSuchIntent = 'There is no such intent.';

interface Decided {
  readonly decision: 'retry' | 'abandon';
  readonly intentId: string;
  readonly reason: string;
}

async function decide(
  c: AppContext,
  services: RouteServices,
  { decision, intentId, reason }: Decided,
): Promise<Response> {
  const program = await programSlugOfIntent(services.db, intentId);
  if (program === null) throw new ApiError('NOT_FOUND', noSuchIntent);
  const { settings } = services;
  const { id, keyId } = await requireRole(c, services, {
    role: 'operator',
    programId: program.id,
    unseen: noSuchIntent,
  });
  const operator = `operator:${id}`;
  return await keyedWrite(c, services, {
    operation: `dlq.${decision}`,
    caller: operator,
    signedBy: operator,
    program,
    body: { reason },
    limits: [
      { rule: limitRules(settings).standard, subject: clientAddress(c, settings.trustedProxies) },
    ],
    keyRequired: true,
    plan: () => ({
      effect: {
        type: 'decision',
        decisionId: newId(),
        intentId,
        decision,
        operator,
        keyId,
        reason,
        requestId: c.get('requestId'),
      },
      render(result) {
        invariant(result.type === 'decision', `Expected a decision, got ${result.type}`);
        const body: z.infer<typeof decisionAnswer> = {
          decisionId: result.decisionId,
          intentId,
          type: decision,
          status: 'accepted',
        };
        return jsonAnswer(202, body, { location: `/api/admin/dlq/${intentId}` });
      },
    }),
  });
}
