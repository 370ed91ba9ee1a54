import { createRoute, z } from '@hono/zod-openapi';
import type { AffiliateEffect, EffectResult } from '../../db/accept-types.ts';
import { invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import type { DefaultProgram } from '../default-program.ts';
import { findProgram } from '../find-program.ts';
import { idempotentWrite } from '../idempotent-write.ts';
import { limitRules } from '../rate-limit.ts';
import {
  affiliateSchema,
  displayName,
  emailAddress,
  parentAffiliateSchema,
} from '../schemas/affiliate.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { programReference } from '../schemas/program-reference.ts';
import { referralCode } from '../schemas/registration.ts';
import { termsReference } from '../schemas/terms-reference.ts';
import { checksummed, walletParameter } from '../schemas/wallet.ts';
import { walletProofSchema } from '../schemas/wallet-proof.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';
import { verifyWalletProof } from '../wallet-proof.ts';

const signedTerms = z
  .object({ ...termsReference.shape, ...walletProofSchema.shape })
  .openapi('SignedTerms', {
    description:
      "Version and hash of the terms, the message of `POST /api/auth/nonce` for the purpose TERMS, and the wallet's signature of it (docs/affiliate-terms.md).",
  });

const registerBody = z
  .object({
    programId: programReference,
    wallet: walletParameter,
    parentCode: referralCode.optional(),
    email: emailAddress.optional(),
    displayName: displayName.optional(),
    terms: signedTerms,
  })
  .openapi('AffiliateRequest');

const registerAnswer = z
  .object({
    affiliate: affiliateSchema,
    parentAffiliate: parentAffiliateSchema.optional(),
    isNew: z.boolean(),
  })
  .openapi('AffiliateRegistration');

const route = createRoute({
  method: 'post',
  path: '/api/v2/affiliates/register',
  operationId: 'registerAffiliate',
  tags: ['Affiliates'],
  summary: 'Become an affiliate of a program',
  description:
    'One affiliate per wallet and program, with a referral code of its own, under the affiliate whose code is given; its place in the tree never changes. The wallet signs the terms; the signature counts once.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: registerBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The wallet is an affiliate already: this one.', registerAnswer),
      headers: writeResponseHeaders,
    },
    201: { ...jsonResponse('A new affiliate.', registerAnswer), headers: writeResponseHeaders },
    ...problemResponses(
      ...writeProblems,
      'NOT_FOUND',
      'PROGRAM_PAUSED',
      'WALLET_PROOF_INVALID',
      'TERMS_NOT_CURRENT',
      'UNKNOWN_REFERRAL',
      'AFFILIATE_SUSPENDED',
      'TREE_TOO_DEEP',
    ),
  },
});

type Body = z.output<typeof registerBody>;

/** `POST /api/v2/affiliates/register`. */
export function mountAffiliateRegister(app: App, services: RouteServices): void {
  const { settings } = services;
  app.openapi(route, async function registerAffiliate(c) {
    const body = c.req.valid('json');
    const { wallet } = body;
    const subject = clientAddress(c, settings.trustedProxies);
    return await idempotentWrite(c, services, {
      operation: 'affiliates.register',
      program: await findProgram(services.db, body.programId),
      wallet,
      proven: true,
      body,
      limits: [{ rule: limitRules(settings).standard, subject }],
      plan: async ({ program }) => ({
        effect: await planAffiliate(c, services, { program, body }),
        render(result) {
          invariant(result.type === 'affiliate', `Expected an affiliate, got ${result.type}`);
          return answerOf(result);
        },
      }),
    });
  });
}

async function planAffiliate(
  c: AppContext,
  services: RouteServices,
  { program, body }: { readonly program: DefaultProgram; readonly body: Body },
): Promise<AffiliateEffect> {
  const { wallet, parentCode = null, email = null, displayName: name = null } = body;
  const { version, hash, message, signature } = body.terms;
  const terms = { version, hash };
  return {
    type: 'affiliate',
    affiliateId: newId(),
    wallet,
    terms,
    parentCode,
    email,
    displayName: name,
    proof: await verifyWalletProof(c, services, {
      program,
      wallet,
      purpose: { purpose: 'TERMS', terms },
      message,
      signature,
      at: '/terms',
    }),
  };
}

function answerOf({ affiliate, parent, outcome }: Extract<EffectResult, { type: 'affiliate' }>) {
  const isNew = outcome === 'created';
  const { id, referralCode: code, wallet, status } = affiliate;
  const body: z.infer<typeof registerAnswer> = {
    affiliate: { id, referralCode: code, wallet: checksummed(wallet), status },
    ...(parent === null ? {} : { parentAffiliate: parent }),
    isNew,
  };
  return jsonAnswer(isNew ? 201 : 200, body);
}
