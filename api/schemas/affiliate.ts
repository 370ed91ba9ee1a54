import { z } from '@hono/zod-openapi';
import { plainText } from './plain-text.ts';
import { walletAnswer } from './wallet.ts';

/** Whether an affiliate brings wallets. */
export const affiliateStatuses = ['ACTIVE', 'SUSPENDED'] as const;

/** An affiliate as anybody may know it: neither e-mail address nor name. */
export const affiliateSchema = z
  .object({
    id: z.string(),
    referralCode: z.string().openapi({ example: 'K7WQ2M9P' }),
    wallet: walletAnswer,
    status: z.enum(affiliateStatuses).openapi({
      description: 'A suspended affiliate brings nobody new, and keeps whom it brought.',
    }),
  })
  .openapi('Affiliate');

/** The parent of an affiliate. */
export const parentAffiliateSchema = z
  .object({ id: z.string(), referralCode: z.string() })
  .openapi('ParentAffiliate');

/** An e-mail address of at most 254 characters. */
export const emailAddress = z
  .email('an e-mail address')
  .max(254, 'at most 254 characters')
  .openapi({ description: 'Shown to the affiliate itself and to operators of the program.' });

/** A name to be called by, of 1 to 80 characters. */
export const displayName = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}]{1,80}$/u, '1 to 80 characters, none of them a control character')
  .openapi({
    ...plainText(80),
    description: 'Shown to the affiliate itself and to operators of the program.',
  });
