import { z } from '@hono/zod-openapi';
import { formatUnits } from 'viem/utils';
import type { CommissionSum } from '../db/queries/affiliate-commissions.ts';
import type { AffiliateFigures } from '../db/queries/affiliate-figures.ts';
import { affiliateTier, affiliateTiers } from '../domain/affiliate-tier.ts';
import type { CommissionStatus } from '../domain/commission-status.ts';
import { dollarDecimals } from '../domain/program-rules.ts';
import { dollarAmount } from './schemas/commission.ts';
import { amountSchema } from './schemas/intent.ts';

/** An affiliate's figures, flat, under their old names. */
export const affiliateStatsSchema = z
  .object({
    totalReferrals: z.int().openapi({ description: 'Wallets it is said to have brought.' }),
    activeReferrals: z.int().openapi({ description: 'Those whose payment has taken their claim.' }),
    pendingCommissions: z.string().openapi({
      description:
        'Dollars that the ledger owes it, over all payment tokens; below zero where more is to be taken back.',
      example: '12.5',
    }),
    paidCommissions: z.string().openapi({ description: 'Dollars that payouts brought it.' }),
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
    paid: z.array(amountSchema).openapi({ description: 'What payouts brought it.' }),
    commissions: z
      .object({
        accrued: z.array(amountSchema),
        payable: z.array(amountSchema),
        paid: z.array(amountSchema),
        reversed: z.array(amountSchema),
      })
      .openapi({ description: 'Sums of its commissions; accrued and payable are what is owed.' }),
  })
  .openapi('OwnAffiliateStats');

/** The figures of an affiliate as {@link affiliateStatsSchema}. */
export function statsView(
  referralCode: string,
  { totalReferrals, activeReferrals, owed, commissions }: AffiliateFigures,
): z.infer<typeof affiliateStatsSchema> {
  return {
    totalReferrals,
    activeReferrals,
    pendingCommissions: dollars(owed),
    paidCommissions: dollars(commissions.filter(({ status }) => status === 'PAID')),
    tier: affiliateTier(activeReferrals),
    referralCode,
  };
}

/** The same as {@link ownAffiliateStatsSchema}. */
export function ownStatsView(
  referralCode: string,
  figures: AffiliateFigures,
): z.infer<typeof ownAffiliateStatsSchema> {
  const { provenReferrals, directAffiliates, owed, commissions } = figures;
  const sums = (of: CommissionStatus) => amounts(commissions.filter(({ status }) => status === of));
  return {
    ...statsView(referralCode, figures),
    provenReferrals,
    directAffiliates,
    owed: amounts(owed),
    paid: sums('PAID'),
    commissions: {
      accrued: sums('ACCRUED'),
      payable: sums('PAYABLE'),
      paid: sums('PAID'),
      reversed: sums('REVERSED'),
    },
  };
}

type Sums = readonly Pick<CommissionSum, 'asset' | 'amount'>[];

function dollars(sums: Sums): string {
  return formatUnits(
    sums.reduce((total, { amount }) => total + amount, 0n),
    dollarDecimals,
  );
}

function amounts(sums: Sums) {
  return sums.map(({ asset, amount }) => dollarAmount(amount, asset));
}
