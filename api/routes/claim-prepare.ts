import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { limitedCaller } from '../limited-caller.ts';
import { planQuote } from '../prepare-claim.ts';
import { claimLimits } from '../rate-limit.ts';
import { claimGateProblems } from '../schemas/claim-problems.ts';
import { preparedClaimSchema } from '../schemas/prepared-claim.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { paymentTokenSchema } from '../schemas/token.ts';
import { walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const prepareBody = z
  .object({
    wallet: walletParameter,
    tokenType: paymentTokenSchema.default('USDC'),
  })
  .openapi('PrepareClaimRequest');

const route = createRoute({
  method: 'post',
  path: '/api/claim/prepare',
  operationId: 'prepareClaim',
  tags: ['Claims'],
  summary: 'Quote the fee and prepare its payment',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: prepareBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The quote and the transactions to send.', preparedClaimSchema),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, ...claimGateProblems),
  },
});

/** `POST /api/claim/prepare`. */
export function mountClaimPrepare(app: App, services: RouteServices): void {
  app.openapi(route, async function prepareClaim(c) {
    const body = c.req.valid('json');
    const { wallet } = body;
    const programId = (await services.program()).id;
    const caller = await limitedCaller(c, services, { wallet, programId });
    return await idempotentWrite(c, services, {
      operation: 'claim.prepare',
      oldRoute: true,
      wallet,
      body,
      limits: claimLimits(services.settings, caller),
      plan: ({ program }) => planQuote(services, program, body),
    });
  });
}
