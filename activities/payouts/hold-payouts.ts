import type { Database } from '../../db/database.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { invariant } from '../../domain/errors.ts';
import { takeHolds } from '../../ledger/holds.ts';
import type { PayoutUnderWay } from './payout-chunk.ts';

/** What a payout takes from the program's treasury, set aside before it leaves (design rule 22). */
export function holdOf({ program_id: programId, asset, amount }: PayoutUnderWay) {
  return { account: programAccount(programId, 'treasury'), asset, amount: amount.toString() };
}

/**
 * Sets the money of payouts aside, in one statement.
 * @throws InsufficientBalance when the program's treasury has less than all of them together.
 */
export async function holdPayouts(tx: Database, payouts: readonly PayoutUnderWay[]): Promise<void> {
  const taken = await takeHolds(
    tx,
    payouts.map((payout) => ({
      ...holdOf(payout),
      programId: payout.program_id,
      intentId: payout.intent_id,
      amount: payout.amount,
    })),
  );
  for (const { holdId, status, state } of taken)
    invariant(
      status !== 'conflict' && state === 'HELD',
      `Expected hold ${holdId} of a payout to be over its amount and held, got ${status} and ${state}`,
    );
}
