import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { walletStatus } from '../../db/queries/wallet-status.ts';
import { formatMinor } from '../../domain/money.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { programToken } from '../default-program.ts';
import { feeDollars } from '../program-numbers.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';
import { walletQuery } from '../schemas/wallet-query.ts';

const infoAnswer = z
  .object({
    wallet: walletAnswer,
    hasSgeId: z.boolean(),
    tokenId: z.string().nullable(),
    sgeBalance: z
      .string()
      .openapi({ description: "The wallet's program tokens on chain, minor units." }),
    sgeBalanceFormatted: z.string(),
    claimableAmount: z.string().openapi({ description: 'Minor units; 0 once claimed.' }),
    claimableFormatted: z.string(),
    hasClaimed: z.boolean(),
    feeUsd: z.number(),
    eligible: z.boolean(),
  })
  .openapi('ClaimInfo');

const route = createRoute({
  method: 'get',
  path: '/api/claim/info',
  operationId: 'readClaimInfo',
  tags: ['Claims'],
  summary: 'What a wallet can claim',
  request: { query: walletQuery },
  responses: {
    200: jsonResponse('What can be claimed, and for which fee.', infoAnswer),
    ...problemResponses(...walletProblems),
  },
});

/** `GET /api/claim/info`. */
export function mountClaimInfo(app: App, services: RouteServices): void {
  app.openapi(route, async function claimInfo(c) {
    const { wallet } = c.req.valid('query');
    const program = await services.program();
    const sge = programToken(program, 'SGE');
    const found = await withProgram(services.db, program.id, (tx) =>
      walletStatus(tx, program.id, wallet),
    );
    const balance = await services.chain.erc20Balance(sge.address, wallet);
    const claimable = found.claimed ? 0n : program.claimAmount;
    const body: z.infer<typeof infoAnswer> = {
      wallet: checksummed(wallet),
      hasSgeId: found.registered,
      tokenId: found.tokenId,
      sgeBalance: balance.toString(),
      sgeBalanceFormatted: formatMinor(balance, sge.decimals),
      claimableAmount: claimable.toString(),
      claimableFormatted: formatMinor(claimable, sge.decimals),
      hasClaimed: found.claimed,
      feeUsd: feeDollars(program),
      eligible: found.eligible,
    };
    return c.json(body, 200);
  });
}
