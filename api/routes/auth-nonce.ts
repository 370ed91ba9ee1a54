import { createRoute, z } from '@hono/zod-openapi';
import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { issueNonce, proofPurposes } from '../../db/wallet-proofs.ts';
import type { Address } from '../../domain/chain-port.ts';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { authDomainOf, uriOf } from '../auth-domains.ts';
import { type ProofPurpose, proofMessage, proofTerms } from '../proof-message.ts';
import { nonceAnswer } from '../schemas/auth.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { termsReference } from '../schemas/terms-reference.ts';
import { checksummed, walletParameter } from '../schemas/wallet.ts';
import { nonceTtlMs } from '../wallet-proof.ts';

const nonceBody = z
  .object({
    ...programParameters,
    wallet: walletParameter.optional(),
    purpose: z.enum(proofPurposes, proofPurposes.join(', ')).default('SESSION').openapi({
      description: 'What is going to be signed for: to sign in, to register, or to accept terms.',
    }),
    terms: termsReference.optional().openapi({ description: 'For the purpose TERMS: which.' }),
  })
  .openapi('AuthNonceRequest');

const route = createRoute({
  method: 'post',
  path: '/api/auth/nonce',
  operationId: 'issueNonce',
  tags: ['Sign-in'],
  summary: 'A nonce, and the message to sign',
  description:
    'The nonce counts once, in this program, for ten minutes. A message for one purpose, program, domain or chain never counts for another.',
  request: { body: { content: { 'application/json': { schema: nonceBody } } } },
  responses: {
    200: jsonResponse('What to sign.', nonceAnswer),
    ...problemResponses(
      'VALIDATION_FAILED',
      'MISSING_WALLET',
      'INVALID_ADDRESS',
      'MALFORMED_JSON',
      'BODY_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'NOT_FOUND',
    ),
  },
});

const nonceBytes = 16;

/** `POST /api/auth/nonce`. */
export function mountAuthNonce(app: App, services: RouteServices): void {
  app.openapi(route, async function issueAuthNonce(c) {
    const body = c.req.valid('json');
    const purpose = purposeOf(body);
    const program = await programNamed(services, body);
    // Not viem's generateSiweNonce: that draws from Math.random.
    const nonce = bytesToHex(randomBytes(nonceBytes));
    const issued = await issueNonce(services.db, {
      nonce,
      programId: program.id,
      ttlMs: nonceTtlMs,
    });
    const domain = authDomainOf(c, services.settings);
    const frame = { domain, uri: uriOf(domain), nonce, ...issued };
    const { statement, resources } = proofTerms(program, purpose);
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        nonce,
        issuedAt: issued.issuedAt.toISOString(),
        expiresAt: issued.expiresAt.toISOString(),
        program: { id: program.id, slug: program.slug },
        purpose: purpose.purpose,
        domain,
        uri: frame.uri,
        version: '1',
        chainId: program.chainId,
        statement,
        resources: [...resources],
        message: messageFor(body.wallet, (wallet) =>
          proofMessage(program, purpose, { ...frame, wallet }),
        ),
      } satisfies z.infer<typeof nonceAnswer>,
      200,
    );
  });
}

function messageFor(
  wallet: Address | undefined,
  write: (wallet: Address) => string,
): string | null {
  return wallet === undefined ? null : write(checksummed(wallet));
}

function purposeOf({
  purpose = 'SESSION',
  terms,
}: Partial<z.infer<typeof nonceBody>>): ProofPurpose {
  if (purpose !== 'TERMS') return { purpose };
  if (terms !== undefined) return { purpose, terms };
  throw new ApiError('VALIDATION_FAILED', undefined, {
    errors: [{ field: '/terms', expected: 'version and hash of the terms, for the purpose TERMS' }],
  });
}
