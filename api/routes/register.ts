import { createRoute, z } from '@hono/zod-openapi';
import type { Answer } from '../../db/accept-types.ts';
import { withProgram } from '../../db/database.ts';
import {
  type Registration,
  registrationOfIntent,
} from '../../db/queries/registration-of-intent.ts';
import { invariant } from '../../domain/errors.ts';
import { isFinal } from '../../domain/intent-state.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppSettings, RouteServices } from '../app-parts.ts';
import { explorerLink } from '../explorer.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { limitedCaller } from '../limited-caller.ts';
import { planRegistration } from '../plan-registration.ts';
import { registerLimits } from '../rate-limit.ts';
import { stateSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { referralCode, registrationProblems } from '../schemas/registration.ts';
import { txHashAnswer, walletParameter } from '../schemas/wallet.ts';
import { walletProofSchema } from '../schemas/wallet-proof.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const registerBody = z
  .object({
    wallet: walletParameter,
    referrer: z
      .union([walletParameter, referralCode], { error: 'a wallet address or a referral code' })
      .optional()
      .openapi({
        type: 'string',
        description:
          'Who brought the wallet: the wallet or the code of an affiliate of the program.',
      }),
    referralCode: referralCode.optional(),
    proof: walletProofSchema.optional().openapi({
      description:
        'Proves the wallet: a message of `POST /api/auth/nonce` for the purpose REGISTRATION. The first proof locks who brought the wallet, also after the registration. Programs may require it.',
    }),
  })
  .openapi('RegisterRequest');

const registerAnswer = z
  .object({
    tokenId: z
      .string()
      .nullable()
      .openapi({ description: 'The identity token; null until it is minted.' }),
    txHash: txHashAnswer.nullable(),
    etherscanUrl: z.string().nullable(),
    message: z.string(),
    intentId: z.string(),
    status: stateSchema,
  })
  .openapi('Registration');

const route = createRoute({
  method: 'post',
  path: '/api/register',
  operationId: 'register',
  tags: ['Registration'],
  summary: 'Register a wallet',
  description:
    'Mints one identity token per wallet and program. Waits up to REGISTER_WAIT_MS for it, then answers 202; the same wallet again is given the same registration. A `proof` locks who brought the wallet.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: registerBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The identity token is minted.', registerAnswer),
      headers: writeResponseHeaders,
    },
    202: {
      ...jsonResponse('Accepted; `intentId` tells how it goes on.', registerAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, ...registrationProblems),
  },
});

/** `POST /api/register`. */
export function mountRegister(app: App, services: RouteServices): void {
  const { settings } = services;

  app.openapi(route, async function register(c) {
    const body = c.req.valid('json');
    const { wallet, referrer, referralCode, proof } = body;
    const programId = (await services.program()).id;
    const caller = await limitedCaller(c, services, { wallet, programId });
    return await idempotentWrite(c, services, {
      operation: 'register',
      oldRoute: true,
      wallet,
      proven: proof !== undefined,
      body,
      limits: registerLimits(settings, caller),
      plan: async (planned) => ({
        effect: await planRegistration(c, services, {
          planned,
          wallet,
          referrer,
          code: referralCode,
          proof,
          source: 'register',
        }),
        render(result) {
          invariant(
            result.type === 'register',
            `Expected the result of a registration, got ${result.type}`,
          );
          const { intentId, state, txHash } = result;
          const tokenId = result.tokenId?.toString() ?? null;
          // Whoever waits answers later, with what the intent has come to by then.
          if (!isFinal(state) && settings.registerWaitMs > 0) return null;
          return registrationAnswer(settings, intentId, {
            state,
            failureCode: null,
            tokenId,
            txHash,
          });
        },
      }),
      finish: (intentId, acceptedAt) => finishRegistration(services, intentId, acceptedAt),
    });
  });
}

/** Waits for the rest of the registration's time, counted from `acceptedAt`, and says what it has come to. */
async function finishRegistration(
  services: RouteServices,
  intentId: string,
  acceptedAt: Date,
): Promise<Answer> {
  const { settings, watcher, db, now } = services;
  const waitedMs = Math.max(0, now().getTime() - acceptedAt.getTime());
  await watcher.waitUntilFinal(intentId, { timeoutMs: settings.registerWaitMs - waitedMs });
  const program = await services.program();
  const registration = await withProgram(db, program.id, (tx) =>
    registrationOfIntent(tx, intentId),
  );
  invariant(registration !== null, `Expected the registration ${intentId} to exist`);
  return registrationAnswer(settings, intentId, registration);
}

function registrationAnswer(
  { explorerUrl }: AppSettings,
  intentId: string,
  registration: Registration,
): Answer {
  const { state, tokenId, txHash, failureCode } = registration;
  const body: z.infer<typeof registerAnswer> = {
    tokenId,
    txHash,
    etherscanUrl: explorerLink(explorerUrl, txHash),
    message: messageOf(state, failureCode),
    intentId,
    status: state,
  };
  return jsonAnswer(state === 'SETTLED' ? 200 : 202, body, {
    location: `/api/v2/intents/${intentId}`,
  });
}

function messageOf(state: Registration['state'], failureCode: string | null): string {
  if (state === 'SETTLED') return 'Registered: the identity token is minted.';
  if (state === 'FAILED')
    return `The registration failed${failureCode === null ? '' : `: ${failureCode}`}.`;
  return 'Accepted: the identity token is being minted.';
}
