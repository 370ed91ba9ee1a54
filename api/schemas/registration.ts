import { z } from '@hono/zod-openapi';

/** A referral code as a client names it: longer and other ones than are given out today are looked for too. */
export const referralCode = z
  .string()
  .regex(/^(?!0[xX])[A-Za-z0-9_-]{1,64}$/, 'a referral code')
  .openapi({ description: "An affiliate's code, in any case.", example: 'K7WQ2M9P' });

/** Codes of every route that registers wallets, besides those of every write. */
export const registrationProblems = [
  'PROGRAM_PAUSED',
  'KYC_REQUIRED',
  'PAYMENT_REQUIRED',
  'WALLET_PROOF_REQUIRED',
  'WALLET_PROOF_INVALID',
  'UNKNOWN_REFERRAL',
  'SELF_REFERRAL',
  'REFERRAL_CYCLE',
  'AFFILIATE_SUSPENDED',
] as const;
