export const affiliateTiers = ['BRONZE', 'SILVER', 'GOLD', 'PLATINUM'] as const;
export type AffiliateTier = (typeof affiliateTiers)[number];

/** Active referrals from which on an affiliate has a tier, highest first. */
const thresholds = [
  { tier: 'PLATINUM', activeReferrals: 100 },
  { tier: 'GOLD', activeReferrals: 25 },
  { tier: 'SILVER', activeReferrals: 5 },
] as const;

/** The tier of an affiliate by the wallets it brought that have paid; those that only registered do not count. */
export function affiliateTier(activeReferrals: number): AffiliateTier {
  return thresholds.find((step) => activeReferrals >= step.activeReferrals)?.tier ?? 'BRONZE';
}
