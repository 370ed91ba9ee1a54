import { createRoute, z } from '@hono/zod-openapi';
import { invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import { explorerLink } from '../explorer.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { claimLimits } from '../rate-limit.ts';
import { claimRecordSchema } from '../schemas/claim-record.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const recordBody = z
  .object({
    wallet: walletParameter,
    tokenType: z.enum(['USDC', 'USDT'], { error: 'USDC or USDT' }),
    txHash: z
      .string('0x and 64 hex digits')
      .regex(/^0x[0-9a-fA-F]{64}$/, '0x and 64 hex digits')
      .transform((hash) => `0x${hash.slice(2).toLowerCase()}` as const)
      .openapi({
        type: 'string',
        pattern: '^0x[0-9a-fA-F]{64}$',
        description: "The payment's transaction.",
      }),
    amount: z
      .string('minor units as a string')
      .regex(/^(0|[1-9][0-9]{0,77})$/, 'minor units as a string')
      .optional()
      .openapi({
        description:
          'What was paid, minor units; recorded as told. What counts is what the chain says.',
      }),
    quoteId: z
      .uuid('the quoteId of claim/prepare')
      .transform((id) => id.toLowerCase())
      .optional(),
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
    ...problemResponses(
      ...writeProblems,
      'ALREADY_CLAIMED',
      'PAYMENT_ALREADY_USED',
      'NOT_REGISTERED',
      'QUOTE_NOT_FOUND',
      'PROGRAM_PAUSED',
    ),
  },
});

/** `POST /api/claim/record`. */
export function mountClaimRecord(app: App, services: RouteServices): void {
  const { settings } = services;

  app.openapi(route, async function recordClaim(c) {
    const body = c.req.valid('json');
    const { wallet, tokenType, txHash, amount = null, quoteId = null } = body;
    return await idempotentWrite(c, services, {
      operation: 'claim.record',
      wallet,
      body,
      limits: claimLimits(settings, wallet, clientAddress(c, settings.trustedProxies)),
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
