/** DIRECT: who brought the payer. OVERRIDE: an ancestor of that affiliate. */
export const commissionKinds = ['DIRECT', 'OVERRIDE'] as const;

export type CommissionKind = (typeof commissionKinds)[number];

/**
 * ACCRUED until its hold period is over, then PAYABLE, and PAID once a payout that carries it is settled. REVERSED:
 * its settlement was reversed before it was in any payout.
 */
export const commissionStatuses = ['ACCRUED', 'PAYABLE', 'PAID', 'REVERSED'] as const;

export type CommissionStatus = (typeof commissionStatuses)[number];
