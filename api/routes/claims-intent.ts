import { createRoute, z } from '@hono/zod-openapi';
import { invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppSettings, RouteServices } from '../app-parts.ts';
import { explorerLink } from '../explorer.ts';
import { findProgram } from '../find-program.ts';
import { idempotentWrite, type PlannedWrite } from '../idempotent-write.ts';
import type { WritePlan } from '../keyed-write.ts';
import { limitedCaller } from '../limited-caller.ts';
import { planQuote } from '../prepare-claim.ts';
import { claimLimits } from '../rate-limit.ts';
import { claimRecordProblems } from '../schemas/claim-problems.ts';
import { paymentHash, quoteReference } from '../schemas/claim-record.ts';
import { stateSchema } from '../schemas/intent.ts';
import { preparedClaimSchema } from '../schemas/prepared-claim.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { programReference } from '../schemas/program-reference.ts';
import { paymentTokenSchema } from '../schemas/token.ts';
import { txHashAnswer, walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const intentBody = z
  .object({
    programId: programReference,
    wallet: walletParameter,
    token: paymentTokenSchema.default('USDC').openapi({ description: 'What the fee is paid in.' }),
    txHash: paymentHash.optional(),
    quoteId: quoteReference.optional(),
  })
  .openapi('ClaimIntentRequest');

const intentAnswer = z
  .object({
    intentId: z.string(),
    status: stateSchema,
    txHash: txHashAnswer,
    etherscanUrl: z.string().nullable(),
  })
  .openapi('ClaimIntent');

const route = createRoute({
  method: 'post',
  path: '/api/v2/claims/intent',
  operationId: 'claimInProgram',
  tags: ['Claims'],
  summary: 'Claim in a program',
  description:
    'Without `txHash`: quotes the fee and prepares its payment (200). With it: records the claim that was paid by this transaction (202).',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: intentBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The quote and the transactions to send.', preparedClaimSchema),
      headers: writeResponseHeaders,
    },
    202: {
      ...jsonResponse('Recorded; `intentId` tells how it goes on.', intentAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, ...claimRecordProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/v2/claims/intent`. */
export function mountClaimsIntent(app: App, services: RouteServices): void {
  const { settings } = services;

  app.openapi(route, async function claimInProgram(c) {
    const body = c.req.valid('json');
    const { wallet, token: tokenType, txHash, quoteId = null } = body;
    const program = await findProgram(services.db, body.programId);
    return await idempotentWrite(c, services, {
      operation: txHash === undefined ? 'claim.prepare' : 'claim.record',
      program,
      wallet,
      body,
      limits: claimLimits(
        settings,
        await limitedCaller(c, services, { wallet, programId: program.id }),
      ),
      plan: (planned) =>
        txHash === undefined
          ? planQuote(services, planned.program, { wallet, tokenType })
          : planClaim(settings, planned, { tokenType, txHash, quoteId }),
    });
  });
}

interface PaidClaim {
  readonly tokenType: 'USDC' | 'USDT';
  readonly txHash: `0x${string}`;
  readonly quoteId: string | null;
}

function planClaim(
  { explorerUrl }: AppSettings,
  { newIntent }: PlannedWrite,
  { tokenType, txHash, quoteId }: PaidClaim,
): WritePlan {
  return {
    effect: {
      type: 'claim',
      intent: newIntent('claim'),
      tokenType,
      txHash,
      amount: null,
      quoteId,
    },
    render(result) {
      invariant(result.type === 'claim', `Expected the result of a claim, got ${result.type}`);
      const { intentId } = result;
      const body: z.infer<typeof intentAnswer> = {
        intentId,
        status: 'PENDING',
        txHash,
        etherscanUrl: explorerLink(explorerUrl, txHash),
      };
      return jsonAnswer(202, body, { location: `/api/v2/intents/${intentId}` });
    },
  };
}
