import { and, eq, isNull, notInArray } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { claims, intents, payments } from '../db/schema/intents.ts';
import type { TransferLog } from '../domain/chain-port.ts';
import { standingBooking } from './give-up-payment.ts';
import type { PaymentRow } from './place-payments.ts';
import type { IntentRow } from './run-intent.ts';

/** The ledger transaction by which a payment stands in suspense for a claim that failed. */
export interface EarlierBooking {
  readonly intentId: string;
  readonly reference: string;
}

/** The claim that has the payment is about to let go of it, or it is being looked for: asked again, this passes. */
export class PaymentBusy extends Error {
  override readonly name = 'PaymentBusy';
}

/** Which payment. */
export interface LogOfChain {
  readonly chainId: number;
  readonly txHash: string;
  readonly asset: string;
  readonly log: TransferLog;
}

/**
 * Takes over a payment that lies in suspense because a claim of the same wallet came to nothing: its delivery
 * failed, it named another token, or the like. What an operator gave up is the operator's to resolve and stays.
 * Undefined when the payment is out of reach.
 * @throws PaymentBusy while that claim is failing, or a reversal of it is under way.
 */
export async function reusePayment(
  tx: Database,
  intent: IntentRow,
  place: LogOfChain,
): Promise<{ readonly payment: PaymentRow; readonly earlier: EarlierBooking } | undefined> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.chainId, place.chainId),
        eq(payments.txHash, place.txHash),
        eq(payments.logIndex, place.log.logIndex),
        eq(payments.programId, intent.programId),
        eq(payments.asset, place.asset),
        eq(payments.status, 'SUSPENSE'),
        isNull(payments.orphanedAt),
      ),
    )
    .for('update');
  if (row === undefined || !(await isLetGo(tx, intent, row))) return undefined;
  const earlier = { intentId: row.intentId, reference: await standingBooking(tx, row.intentId) };
  const [payment] = await tx
    .update(payments)
    .set({ intentId: intent.id })
    .where(eq(payments.id, row.id))
    .returning();
  return payment === undefined ? undefined : { payment, earlier };
}

async function isLetGo(tx: Database, intent: IntentRow, payment: PaymentRow): Promise<boolean> {
  const [owner] = await tx.select().from(intents).where(eq(intents.id, payment.intentId));
  if (owner === undefined || owner.wallet !== intent.wallet) return false;
  const [slot] = await tx.select().from(claims).where(eq(claims.intentId, owner.id));
  if (slot !== undefined || owner.failureCode === 'ABANDONED') return false;
  const reversing = await tx
    .select({ id: intents.id })
    .from(intents)
    .where(
      and(eq(intents.reversesIntentId, owner.id), notInArray(intents.state, ['SETTLED', 'FAILED'])),
    );
  // Without the claim slot it can only fail.
  if (owner.state !== 'FAILED' || reversing.length > 0) {
    throw new PaymentBusy(
      `Payment ${payment.txHash} is still held by claim ${owner.id}, which is ${owner.state}`,
    );
  }
  return true;
}
