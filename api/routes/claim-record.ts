import { createRoute, z } from '@hono/zod-openapi';
import { invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { explorerLink } from '../explorer.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { limitedCaller } from '../limited-caller.ts';
import { claimLimits } from '../rate-limit.ts';
import { claimRecordProblems } from '../schemas/claim-problems.ts';
import { claimRecordSchema, paymentHash, quoteReference } from '../schemas/claim-record.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { paymentTokenSchema } from '../schemas/token.ts';
import { walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const recordBody = z
  .object({
    wallet: walletParameter,
    tokenType: paymentTokenSchema,
    txHash: paymentHash,
    amount: z
      .string('minor units as a string')
      .regex(/^(0|[1-9][0-9]{0,77})$/, 'minor units as a string')
      .optional()
      .openapi({
        description:
          'What was paid, minor units; recorded as told. What counts is what the chain says.',
      }),
    quoteId: quoteReference.optional(),
  })
  .openapi('RecordClaimRequest');

const recordAnswer = z
  .object({
    success: z.literal(true),
    record: claimRecordSchema,
    etherscanUrl: z.string().nullable(),
    intentId: z.string(),
    status: stateSchema,
  })
  .openapi('RecordedClaim');

const route = createRoute({
  method: 'post',
  path: '/api/claim/record',
  operationId: 'recordClaim',
  tags: ['Claims'],
  summary: "Record a claim's payment",
  description:
    'The chain decides in the workflow: a hash that pays nothing fails its own intent and takes nothing else.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: recordBody } } },
  },
  responses: {
    202: {
      ...jsonResponse('Accepted; `intentId` tells how it goes on.', recordAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, ...claimRecordProblems),
  },
});

/** `POST /api/claim/record`. */
export function mountClaimRecord(app: App, services: RouteServices): void {
  const { settings } = services;

  app.openapi(route, async function recordClaim(c) {
    const body = c.req.valid('json');
    const { wallet, tokenType, txHash, amount = null, quoteId = null } = body;
    const programId = (await services.program()).id;
    const caller = await limitedCaller(c, services, { wallet, programId });
    return await idempotentWrite(c, services, {
      operation: 'claim.record',
      oldRoute: true,
      wallet,
      body,
      limits: claimLimits(settings, caller),
      plan: ({ newIntent }) => ({
        effect: { type: 'claim', intent: newIntent('claim'), tokenType, txHash, amount, quoteId },
        render(result) {
          invariant(result.type === 'claim', `Expected the result of a claim, got ${result.type}`);
          const answer: z.infer<typeof recordAnswer> = {
            success: true,
            record: {
              tokenId: result.tokenId?.toString() ?? null,
              tokenType,
              amount: amount ?? result.feeAmount.toString(),
              txHash,
              timestamp: result.acceptedAt.getTime(),
              status: 'pending',
            },
            etherscanUrl: explorerLink(settings.explorerUrl, txHash),
            intentId: result.intentId,
            status: 'PENDING',
          };
          return jsonAnswer(202, answer, { location: `/api/v2/intents/${result.intentId}` });
        },
      }),
    });
  });
}
