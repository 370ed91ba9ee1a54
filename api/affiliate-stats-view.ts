import { z } from '@hono/zod-openapi';
import { formatUnits } from 'viem/utils';
import type { AffiliateFigures } from '../db/queries/affiliate-figures.ts';
import { affiliateTier, affiliateTiers } from '../domain/affiliate-tier.ts';
import { dollarDecimals } from '../domain/program-rules.ts';
import { amountSchema } from './schemas/intent.ts';

/** An affiliate's figures, flat, under their old names. */
export const affiliateStatsSchema = z
  .object({
    totalReferrals: z.int().openapi({ description: 'Wallets it is said to have brought.' }),
    activeReferrals: z.int().openapi({ description: 'Those whose payment has taken their claim.' }),
    pendingCommissions: z.string().openapi({
      description: 'Dollars that the ledger owes it, over all payment tokens.',
      example: '12.5',
    }),
    paidCommissions: z.string().openapi({ description: 'Dollars that its account paid out.' }),
    tier: z.enum(affiliateTiers).openapi({
      description: 'By active referrals: SILVER from 5, GOLD from 25, PLATINUM from 100.',
    }),
    referralCode: z.string(),
  })
  .openapi('AffiliateStats');

/** The same with what only the affiliate and its operators see. */
export const ownAffiliateStatsSchema = affiliateStatsSchema
  .extend({
    provenReferrals: z.int().openapi({ description: 'Those that have proven their wallet.' }),
    directAffiliates: z.int().openapi({ description: 'Affiliates right below it.' }),
    owed: z
      .array(amountSchema)
      .openapi({ description: "Balances of its account in the program's books." }),
    paid: z.array(amountSchema).openapi({ description: 'What was debited to that account.' }),
  })
  .openapi('OwnAffiliateStats');

/** The figures of an affiliate as {@link affiliateStatsSchema}. */
export function statsView(
  referralCode: string,
  { totalReferrals, activeReferrals, money }: AffiliateFigures,
): z.infer<typeof affiliateStatsSchema> {
  const dollars = (of: 'owed' | 'taken') =>
    formatUnits(
      money.reduce((sum, line) => sum + line[of], 0n),
      dollarDecimals,
    );
  return {
    totalReferrals,
    activeReferrals,
    pendingCommissions: dollars('owed'),
    paidCommissions: dollars('taken'),
    tier: affiliateTier(activeReferrals),
    referralCode,
  };
}

/** The same as {@link ownAffiliateStatsSchema}. */
export function ownStatsView(
  referralCode: string,
  figures: AffiliateFigures,
): z.infer<typeof ownAffiliateStatsSchema> {
  const { provenReferrals, directAffiliates, money } = figures;
  const amounts = (of: 'owed' | 'taken') =>
    money.map((line) => ({
      amount: line[of].toString(),
      asset: line.asset,
      decimals: dollarDecimals,
    }));
  return {
    ...statsView(referralCode, figures),
    provenReferrals,
    directAffiliates,
    owed: amounts('owed'),
    paid: amounts('taken'),
  };
}
