import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { programToken } from '../default-program.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';
import { addressQuery } from '../schemas/wallet-query.ts';

const nftAnswer = z
  .object({ address: walletAnswer, hasNft: z.boolean(), tokenId: z.string().nullable() })
  .openapi('WalletNft');

const route = createRoute({
  method: 'get',
  path: '/api/wallet/nft',
  operationId: 'readWalletNft',
  tags: ['Wallets'],
  summary: 'The identity token a wallet holds on chain',
  request: { query: addressQuery },
  responses: {
    200: jsonResponse('The token, or none.', nftAnswer),
    ...problemResponses(...walletProblems),
  },
});

/** `GET /api/wallet/nft`. */
export function mountWalletNft(app: App, services: RouteServices): void {
  app.openapi(route, async function walletNft(c) {
    const { address } = c.req.valid('query');
    const { address: token } = programToken(await services.program(), 'SGEID');
    const tokenId = await services.chain.identityTokenOf(token, address);
    const body: z.infer<typeof nftAnswer> = {
      address: checksummed(address),
      hasNft: tokenId !== null,
      tokenId: tokenId?.toString() ?? null,
    };
    return c.json(body, 200);
  });
}
