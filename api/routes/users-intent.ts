import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { intentDetails } from '../../db/queries/intent-details.ts';
import { programOfIntent } from '../../db/queries/program-of-intent.ts';
import { registrationOfIntent } from '../../db/queries/registration-of-intent.ts';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed, txHashAnswer, walletAnswer } from '../schemas/wallet.ts';

const intentAnswer = z
  .object({
    intentId: z.string(),
    status: stateSchema,
    wallet: walletAnswer,
    programId: z.string(),
    tokenId: z.string().nullable(),
    txHash: txHashAnswer.nullable(),
    failureCode: z.string().nullable(),
  })
  .openapi('UserIntent');

const route = createRoute({
  method: 'get',
  path: '/api/v2/users/intent/{id}',
  operationId: 'readUserIntent',
  tags: ['Registration'],
  summary: 'What a registration has come to',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: jsonResponse('The registration.', intentAnswer),
    ...problemResponses('NOT_FOUND'),
  },
});

/** `GET /api/v2/users/intent/:id`. */
export function mountUsersIntent(app: App, { db }: RouteServices): void {
  app.openapi(route, async function userIntent(c) {
    const { id: intentId } = c.req.valid('param');
    const programId = await programOfIntent(db, intentId);
    const found =
      programId === null
        ? null
        : await withProgram(db, programId, async (tx) => ({
            details: await intentDetails(tx, intentId),
            registration: await registrationOfIntent(tx, intentId),
          }));
    const { details = null, registration = null } = found ?? {};
    if (programId === null || details?.kind !== 'register' || registration === null)
      throw new ApiError('NOT_FOUND', 'There is no such registration.');
    const { state: status, tokenId, txHash, failureCode } = registration;
    const body: z.infer<typeof intentAnswer> = {
      intentId,
      status,
      wallet: checksummed(details.wallet),
      programId,
      tokenId,
      txHash,
      failureCode,
    };
    c.header('Cache-Control', 'no-store');
    return c.json(body, 200);
  });
}
