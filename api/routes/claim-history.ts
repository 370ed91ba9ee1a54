import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import {
  claimOfWallet,
  claimsOfWallet,
  type WalletClaim,
} from '../../db/queries/claims-of-wallet.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { intentSummaryView } from '../intent-view.ts';
import { claimRecordSchema } from '../schemas/claim-record.ts';
import { intentSummarySchema } from '../schemas/intent.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';
import { walletQuery } from '../schemas/wallet-query.ts';

const historyAnswer = z
  .object({
    wallet: walletAnswer,
    claim: z.union([claimRecordSchema, z.null()]).openapi({
      description: 'The claim whose payment was verified, or else the newest one under way.',
    }),
    hasClaimed: z.boolean(),
    intents: z.array(intentSummarySchema).openapi({ description: 'Newest first.' }),
    nextCursor: nextCursorAnswer,
  })
  .openapi('ClaimHistory');

const route = createRoute({
  method: 'get',
  path: '/api/claim/history',
  operationId: 'readClaimHistory',
  tags: ['Claims'],
  summary: "A wallet's claims",
  request: { query: walletQuery.extend(pageQuery) },
  responses: {
    200: jsonResponse('The claim and every attempt at it.', historyAnswer),
    ...problemResponses(...walletProblems, 'VALIDATION_FAILED'),
  },
});

/** `GET /api/claim/history`. */
export function mountClaimHistory(app: App, services: RouteServices): void {
  app.openapi(route, async function claimHistory(c) {
    const { wallet, limit, cursor = null, offset } = c.req.valid('query');
    const program = await services.program();
    const whose = { programId: program.id, wallet };
    const { shown, claims } = await withProgram(services.db, program.id, async (tx) => ({
      shown: await claimOfWallet(tx, whose),
      claims: await claimsOfWallet(tx, whose, { limit, before: cursor, offset }),
    }));
    const { items, nextCursor } = pageOf(claims, limit);
    const body: z.infer<typeof historyAnswer> = {
      wallet: checksummed(wallet),
      claim: shown === null ? null : recordView(shown),
      hasClaimed: shown?.holds_slot ?? false,
      intents: items.map((claim) => intentSummaryView({ ...claim, kind: 'claim' })),
      nextCursor,
    };
    return c.json(body, 200);
  });
}

function recordView(claim: WalletClaim): z.infer<typeof claimRecordSchema> {
  const { tokenType, txHash, amount, feeAmount } = claim.input;
  return {
    tokenId: claim.token_id,
    tokenType,
    amount: claim.verified_amount ?? amount ?? feeAmount,
    txHash,
    timestamp: claim.created_at.getTime(),
    status: statusOf(claim),
  };
}

function statusOf({ state }: WalletClaim): 'pending' | 'confirmed' | 'failed' {
  if (state === 'SETTLED') return 'confirmed';
  return state === 'FAILED' ? 'failed' : 'pending';
}
