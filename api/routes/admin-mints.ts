import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { mintsPage } from '../../db/queries/mints-page.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedProgram, programReadProblems } from '../asked-program.ts';
import { operatorRoute } from '../schemas/operator-route.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';
import { checksummed, txHashAnswer, walletAnswer } from '../schemas/wallet.ts';

const mintsAnswer = z
  .object({
    mints: z.array(
      z.object({
        wallet: walletAnswer,
        tokenId: z.string().nullable(),
        txHash: txHashAnswer.nullable(),
        intentId: z.string(),
        registeredAt: z.iso.datetime(),
      }),
    ),
    nextCursor: nextCursorAnswer,
  })
  .openapi('Mints');

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/mints',
  operationId: 'listMints',
  summary: 'Identity tokens that a program minted',
  description: 'One for each settled registration, newest first.',
  request: { query: z.object({ ...programParameters, ...pageQuery }) },
  responses: {
    200: jsonResponse('One page.', mintsAnswer),
    ...problemResponses(...programReadProblems),
  },
});

/** `GET /api/admin/mints`. */
export function mountAdminMints(app: App, services: RouteServices): void {
  app.openapi(route, async function listMints(c) {
    const { limit, cursor = null, offset, ...named } = c.req.valid('query');
    const { id: programId } = await askedProgram(c, services, named);
    const read = await withProgram(services.db, programId, (tx) =>
      mintsPage(tx, programId, { limit, before: cursor, offset }),
    );
    const { items, nextCursor } = pageOf(read, limit);
    const mints = items.map((mint) => ({
      wallet: checksummed(mint.wallet),
      tokenId: mint.token_id,
      txHash: mint.tx_hash,
      intentId: mint.intent_id,
      registeredAt: mint.registered_at.toISOString(),
    }));
    return c.json({ mints, nextCursor }, 200);
  });
}
