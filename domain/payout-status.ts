/** How a payout reaches its affiliate. */
export const payoutMethods = ['ONCHAIN_USDC', 'ONCHAIN_USDT', 'ACH', 'WIRE', 'MANUAL'] as const;

export type PayoutMethod = (typeof payoutMethods)[number];

/** The asset that an on-chain method moves. */
export const onChainAsset = {
  ONCHAIN_USDC: 'USDC',
  ONCHAIN_USDT: 'USDT',
} as const satisfies Partial<Record<PayoutMethod, string>>;

/** Whether the platform carries out a method by itself; the others are carried out by people, with a file. */
export function isOnChain(method: PayoutMethod): method is keyof typeof onChainAsset {
  return Object.hasOwn(onChainAsset, method);
}

/**
 * PENDING: may be edited, waits for approvals. APPROVED: may be executed. PROCESSING: money moves. COMPLETED: every
 * payout is paid; PARTIALLY_FAILED: some are not, and can be retried.
 */
export const batchStatuses = [
  'PENDING',
  'APPROVED',
  'PROCESSING',
  'COMPLETED',
  'PARTIALLY_FAILED',
  'CANCELLED',
] as const;

export type BatchStatus = (typeof batchStatuses)[number];

/**
 * PLANNED: in a batch that is not executed. PROCESSING: has an intent, whose state says more. UNKNOWN: its rail
 * gave no answer; it is asked, never sent again. EXCLUDED: taken out of the batch by an edit. REVERSED: it had been
 * paid, and what moved the money is gone for good.
 */
export const payoutStatuses = [
  'PLANNED',
  'PROCESSING',
  'UNKNOWN',
  'PAID',
  'FAILED',
  'CANCELLED',
  'EXCLUDED',
  'REVERSED',
] as const;

export type PayoutStatus = (typeof payoutStatuses)[number];
