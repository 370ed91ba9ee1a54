import { createRoute, z } from '@hono/zod-openapi';
import { consumeProof, type WalletProof } from '../../db/wallet-proofs.ts';
import { insertSession, type WalletSession } from '../../db/wallet-sessions.ts';
import { ApiError } from '../../domain/errors.ts';
import { sha256Hex } from '../../domain/ids.ts';
import { newSecret } from '../../domain/secret-tokens.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { newSessionAnswer } from '../schemas/auth.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { walletProofSchema } from '../schemas/wallet-proof.ts';
import { sessionView } from '../session-view.ts';
import { verifyWalletProof } from '../wallet-proof.ts';
import { giveSessionCookie } from '../wallet-session.ts';

const verifyBody = walletProofSchema.extend(programParameters).openapi('AuthVerifyRequest');

const route = createRoute({
  method: 'post',
  path: '/api/auth/verify',
  operationId: 'signIn',
  tags: ['Sign-in'],
  summary: 'Sign a wallet in',
  description:
    'Takes a signed EIP-4361 message of the purpose SESSION. Wallets that are contracts sign by ERC-1271, or by ERC-6492 before they are deployed.',
  request: {
    body: { required: true, content: { 'application/json': { schema: verifyBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('Signed in.', newSessionAnswer),
      headers: z.object({
        'Set-Cookie': z.string().openapi({
          description: '`__Host-quittance-<program id>`: HttpOnly, Secure, SameSite=Lax.',
        }),
      }),
    },
    ...problemResponses(
      'VALIDATION_FAILED',
      'MALFORMED_JSON',
      'BODY_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'WALLET_PROOF_INVALID',
      'NOT_FOUND',
    ),
  },
});

/** `POST /api/auth/verify`. */
export function mountAuthVerify(app: App, services: RouteServices): void {
  app.openapi(route, async function signIn(c) {
    const body = c.req.valid('json');
    const program = await programNamed(services, body);
    const { message, signature } = body;
    const proof = await verifyWalletProof(c, services, {
      program,
      wallet: null,
      purpose: { purpose: 'SESSION' },
      message,
      signature,
    });
    const token = newSecret('qs');
    const session = await openSession(services, proof, token);
    giveSessionCookie(c, session, token);
    c.header('Cache-Control', 'no-store');
    return c.json({ ...sessionView(session, program), token, tokenType: 'Bearer' as const }, 200);
  });
}

/** The nonce is used up, the proof written and the session opened together, or none of it. */
function openSession(
  { db, settings }: RouteServices,
  proof: WalletProof,
  token: string,
): Promise<WalletSession> {
  const { programId, wallet } = proof;
  return db.transaction(async (tx) => {
    const proofId = await consumeProof(tx, proof);
    if (proofId instanceof ApiError) throw proofId;
    const ttlMs = settings.sessionTtlMs;
    return await insertSession(tx, {
      programId,
      wallet,
      proofId,
      tokenHash: sha256Hex(token),
      ttlMs,
    });
  });
}
