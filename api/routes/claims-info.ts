import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { walletStatus } from '../../db/queries/wallet-status.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { claimTokens, feeDollars } from '../program-numbers.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { programReference } from '../schemas/program-reference.ts';
import { paymentTokens } from '../schemas/token.ts';
import { txHashAnswer, walletParameter } from '../schemas/wallet.ts';

const infoAnswer = z
  .object({
    eligible: z.boolean().openapi({
      description: 'Registered, not claimed, the program is active and its gates are passed.',
    }),
    registered: z.boolean(),
    claimed: z.boolean().openapi({ description: 'A verified payment has taken the claim.' }),
    claimInfo: z.object({
      feeUsd: z.number().openapi({ example: 100 }),
      claimAmount: z.number().openapi({ description: 'Program tokens.', example: 1000 }),
      token: z.string().openapi({ description: 'What is delivered.', example: 'SGE' }),
      acceptedTokens: z.array(z.enum(paymentTokens)),
      kycRequired: z.boolean(),
      commerceRequired: z.boolean(),
    }),
    claimTxHash: txHashAnswer
      .nullable()
      .openapi({ description: 'The newest transaction that delivers the claim.' }),
  })
  .openapi('ProgramClaimInfo');

const route = createRoute({
  method: 'get',
  path: '/api/v2/claims/info',
  operationId: 'readProgramClaimInfo',
  tags: ['Claims'],
  summary: 'What a wallet can claim in a program',
  request: { query: z.object({ wallet: walletParameter, programId: programReference }) },
  responses: {
    200: jsonResponse('Where the wallet stands.', infoAnswer),
    ...problemResponses('VALIDATION_FAILED', ...walletProblems, 'NOT_FOUND'),
  },
});

/** `GET /api/v2/claims/info`. */
export function mountClaimsInfo(app: App, { db }: RouteServices): void {
  app.openapi(route, async function programClaimInfo(c) {
    const { wallet, programId } = c.req.valid('query');
    const program = await findProgram(db, programId);
    const found = await withProgram(db, program.id, (tx) => walletStatus(tx, program.id, wallet));
    const { eligible, registered, claimed, claimTxHash } = found;
    const body: z.infer<typeof infoAnswer> = {
      eligible,
      registered,
      claimed,
      claimInfo: {
        feeUsd: feeDollars(program),
        claimAmount: claimTokens(program),
        token: 'SGE',
        acceptedTokens: z.array(z.enum(paymentTokens)).parse(program.acceptedTokens),
        kycRequired: program.kycRequired,
        commerceRequired: program.commerceRequired,
      },
      claimTxHash,
    };
    return c.json(body, 200);
  });
}
