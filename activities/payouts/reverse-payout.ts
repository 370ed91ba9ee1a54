import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { payouts } from '../../db/schema/payouts.ts';

/** Locks the payout that an intent has paid and its commissions, before balances are (design rule 21). */
export async function lockPaidPayout(tx: Database, intentId: string): Promise<void> {
  await tx
    .select({ id: payouts.id })
    .from(payouts)
    .where(eq(payouts.intentId, intentId))
    .for('update');
  await tx.execute(sql`select from commissions where id in (
    select i.commission_id from payout_items i join payouts p on p.id = i.payout_id where p.intent_id = ${intentId}::uuid
  ) order by id for update`);
}

/**
 * A payout whose transfer is gone for good has not reached its affiliate: it is REVERSED, and its commissions are
 * payable again, so that the next batch pays them. Its legs are mirrored by whoever calls, before this.
 */
export async function reversePayout(tx: Database, intentId: string): Promise<void> {
  await tx.update(payouts).set({ status: 'REVERSED' }).where(eq(payouts.intentId, intentId));
  await tx.execute(sql`
    update commissions c set status = 'PAYABLE' from payout_items i join payouts p on p.id = i.payout_id
      where p.intent_id = ${intentId}::uuid and c.id = i.commission_id and c.status = 'PAID'`);
}
