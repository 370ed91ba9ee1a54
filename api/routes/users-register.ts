import { createRoute, z } from '@hono/zod-openapi';
import { invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { limitedCaller } from '../limited-caller.ts';
import { planRegistration } from '../plan-registration.ts';
import { registerLimits } from '../rate-limit.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { programReference } from '../schemas/program-reference.ts';
import { referralCode, registrationProblems } from '../schemas/registration.ts';
import { walletParameter } from '../schemas/wallet.ts';
import { walletProofSchema } from '../schemas/wallet-proof.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const userBody = z
  .object({
    programId: programReference,
    wallet: walletParameter,
    refCode: referralCode.optional(),
    proof: walletProofSchema.optional().openapi({
      description: 'As in `POST /api/register`; programs may require it.',
    }),
  })
  .openapi('UserRequest');

const userAnswer = z
  .object({ intentId: z.string(), status: stateSchema, isNew: z.boolean() })
  .openapi('User');

const route = createRoute({
  method: 'post',
  path: '/api/v2/users',
  operationId: 'registerUser',
  tags: ['Registration'],
  summary: 'Register a wallet in a program',
  description:
    'As `POST /api/register`, in any program and without waiting: `GET /api/v2/users/intent/{id}` tells how it goes on.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: userBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The wallet has this registration already.', userAnswer),
      headers: writeResponseHeaders,
    },
    201: {
      ...jsonResponse('Accepted, and on its way.', userAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, ...registrationProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/v2/users`. */
export function mountUsersRegister(app: App, services: RouteServices): void {
  app.openapi(route, async function registerUser(c) {
    const body = c.req.valid('json');
    const { wallet, refCode: code, proof } = body;
    const program = await findProgram(services.db, body.programId);
    const caller = await limitedCaller(c, services, { wallet, programId: program.id });
    return await idempotentWrite(c, services, {
      operation: 'users.register',
      program,
      wallet,
      proven: proof !== undefined,
      body,
      limits: registerLimits(services.settings, caller),
      plan: async (planned) => ({
        effect: await planRegistration(c, services, {
          planned,
          wallet,
          code,
          proof,
          source: 'users',
        }),
        render(result) {
          invariant(result.type === 'register', `Expected a registration, got ${result.type}`);
          const { intentId, state: status, outcome } = result;
          const isNew = outcome === 'created';
          const answer: z.infer<typeof userAnswer> = { intentId, status, isNew };
          const location = `/api/v2/users/intent/${intentId}`;
          return jsonAnswer(isNew ? 201 : 200, answer, { location });
        },
      }),
    });
  });
}
