import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { walletStatus } from '../../db/queries/wallet-status.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { checksummed, txHashAnswer, walletAnswer } from '../schemas/wallet.ts';
import { walletQuery } from '../schemas/wallet-query.ts';

const statusAnswer = z
  .object({
    wallet: walletAnswer,
    paid: z.boolean().openapi({ description: 'A payment of the wallet was verified.' }),
    minted: z.boolean(),
    tokenId: z.string().nullable(),
    mintTxHash: txHashAnswer.nullable(),
    eligible: z.boolean().openapi({
      description: 'Registered, not claimed, the program is active and its gates are passed.',
    }),
    claimed: z.boolean(),
  })
  .openapi('WalletStatus');

const route = createRoute({
  method: 'get',
  path: '/api/status',
  operationId: 'readStatus',
  tags: ['Wallets'],
  summary: 'Where a wallet stands',
  request: { query: walletQuery },
  responses: {
    200: jsonResponse('The status; a wallet never seen has nothing.', statusAnswer),
    ...problemResponses(...walletProblems),
  },
});

/** `GET /api/status`. */
export function mountStatus(app: App, services: RouteServices): void {
  app.openapi(route, async function status(c) {
    const { wallet } = c.req.valid('query');
    const program = await services.program();
    const found = await withProgram(services.db, program.id, (tx) =>
      walletStatus(tx, program.id, wallet),
    );
    const body: z.infer<typeof statusAnswer> = {
      wallet: checksummed(wallet),
      paid: found.paid,
      minted: found.registered,
      tokenId: found.tokenId,
      mintTxHash: found.mintTxHash,
      eligible: found.eligible,
      claimed: found.claimed,
    };
    return c.json(body, 200);
  });
}
