import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { userOfWallet } from '../../db/queries/user-of-wallet.ts';
import { attributionStates } from '../../domain/attribution.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { programReference } from '../schemas/program-reference.ts';
import { checksummed, walletAnswer, walletParameter } from '../schemas/wallet.ts';

const statusAnswer = z
  .object({
    wallet: walletAnswer,
    programId: z.string(),
    registered: z.boolean().openapi({ description: 'Its registration has settled.' }),
    intentId: z.string().nullable().openapi({ description: 'Its registration; null without one.' }),
    status: z.union([stateSchema, z.null()]),
    tokenId: z.string().nullable(),
    registeredAt: z.iso.datetime().nullable(),
    attribution: z.enum(attributionStates).nullable().openapi({
      description:
        'PROVISIONAL until a registration proves the wallet, LOCKED from then on; never who it is.',
    }),
  })
  .openapi('UserStatus');

const route = createRoute({
  method: 'get',
  path: '/api/v2/users/status',
  operationId: 'readUserStatus',
  tags: ['Registration'],
  summary: 'Whether a wallet is registered in a program',
  request: { query: z.object({ wallet: walletParameter, programId: programReference }) },
  responses: {
    200: jsonResponse('The status; a wallet never seen has nothing.', statusAnswer),
    ...problemResponses('VALIDATION_FAILED', ...walletProblems, 'NOT_FOUND'),
  },
});

/** `GET /api/v2/users/status`. */
export function mountUsersStatus(app: App, { db }: RouteServices): void {
  app.openapi(route, async function userStatus(c) {
    const { wallet, programId: reference } = c.req.valid('query');
    const { id: programId } = await findProgram(db, reference);
    const user = await withProgram(db, programId, (tx) => userOfWallet(tx, programId, wallet));
    const body: z.infer<typeof statusAnswer> = {
      wallet: checksummed(wallet),
      programId,
      registered: user?.state === 'SETTLED',
      intentId: user?.intentId ?? null,
      status: user?.state ?? null,
      tokenId: user?.tokenId ?? null,
      registeredAt: user?.registeredAt?.toISOString() ?? null,
      attribution: user?.attribution ?? null,
    };
    return c.json(body, 200);
  });
}
