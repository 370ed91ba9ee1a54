import { eq } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { payouts } from '../../db/schema/payouts.ts';
import type { FailureCode } from '../../domain/error-codes.ts';
import { fail } from '../end-intent.ts';
import type { IntentRow } from '../run-intent.ts';

/** Why a payout has failed. */
export interface PayoutFailure {
  readonly code: FailureCode;
  readonly detail: string;
}

/**
 * Ends a locked payout in FAILED: its hold is released and its commissions are free for another payout.
 * @throws the database's refusal while something of it may still be mined.
 */
export async function failPayout(
  tx: Database,
  intent: IntentRow,
  failure: PayoutFailure,
): Promise<void> {
  await fail(tx, intent, failure);
  await tx
    .update(payouts)
    .set({ status: 'FAILED', failureCode: failure.code, failureDetail: failure.detail })
    .where(eq(payouts.intentId, intent.id));
}
