import { z } from '@hono/zod-openapi';
import { walletAnswer } from './wallet.ts';

const time = z.iso.datetime();

export const programAnswer = z.object({ id: z.string(), slug: z.string() });

/** A nonce, and the message to sign with it. */
export const nonceAnswer = z
  .object({
    nonce: z.string(),
    issuedAt: time,
    expiresAt: time.openapi({ description: 'The message must have been taken in by then.' }),
    program: programAnswer,
    purpose: z.enum(['SESSION', 'REGISTRATION', 'TERMS']),
    domain: z.string(),
    uri: z.string(),
    version: z.literal('1'),
    chainId: z.int(),
    statement: z.string(),
    resources: z.array(z.string()),
    message: z.string().nullable().openapi({
      description:
        'The EIP-4361 message to sign, where the request named the wallet; null otherwise: then it is made of the fields above, with exactly this statement and these resources.',
    }),
  })
  .openapi('AuthNonce');

/** A wallet that is signed in. */
export const sessionAnswer = z
  .object({
    wallet: walletAnswer,
    program: programAnswer,
    createdAt: time,
    expiresAt: time,
  })
  .openapi('Session');

export const newSessionAnswer = sessionAnswer
  .extend({
    token: z.string().openapi({
      description:
        'Shown this once, for `Authorization: Bearer`; browsers are given the cookie too.',
    }),
    tokenType: z.literal('Bearer'),
  })
  .openapi('NewSession');

/** How the OpenAPI document describes a wallet's session. */
export const sessionScheme = {
  walletSession: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The token of `POST /api/auth/verify`. Browsers send the cookie `__Host-quittance-<program id>` instead, writes with an `Origin` of this site.',
  },
} as const;
