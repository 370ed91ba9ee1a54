import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { idsIn } from '../db/ids-in.ts';
import { commissionRuns, commissions } from '../db/schema/commissions.ts';
import { newId } from '../domain/ids.ts';

/** What is reversed, and by which settlement. */
export interface ReversedSettlement {
  readonly originalIntentId: string;
  /** That of the reversal. */
  readonly settlementId: string;
  readonly at: Date;
}

/**
 * Takes back what affiliates have earned by an intent whose settlement is reversed; its legs are mirrored by whoever
 * calls. What is in no payout is REVERSED. What a payout holds, paid or not, stays there, and the same amount below
 * zero is carried into the next payout. Does nothing where nobody earned.
 */
export async function reverseCommissions(
  tx: Database,
  { originalIntentId, settlementId, at }: ReversedSettlement,
): Promise<void> {
  const earned = await tx
    .select({ commission: commissions })
    .from(commissions)
    .innerJoin(commissionRuns, eq(commissionRuns.id, commissions.runId))
    .where(and(eq(commissionRuns.intentId, originalIntentId), isNull(commissions.reversesId)))
    .orderBy(asc(commissions.id))
    .for('update', { of: commissions });
  if (earned.length === 0) return;
  const held = await heldByPayouts(
    tx,
    earned.map(({ commission }) => commission.id),
  );
  const free = earned.filter(
    ({ commission: { id, status } }) => !held.has(id) && status !== 'REVERSED',
  );
  if (free.length > 0) {
    await tx
      .update(commissions)
      .set({ status: 'REVERSED' })
      .where(
        inArray(
          commissions.id,
          free.map(({ commission }) => commission.id),
        ),
      );
  }
  const carried = earned.filter(({ commission }) => held.has(commission.id));
  if (carried.length === 0) return;
  await tx.insert(commissions).values(
    carried.map(({ commission }) => ({
      id: newId(),
      programId: commission.programId,
      runId: commission.runId,
      settlementId,
      affiliateId: commission.affiliateId,
      kind: commission.kind,
      level: commission.level,
      asset: commission.asset,
      amount: -commission.amount,
      status: 'PAYABLE' as const,
      reversesId: commission.id,
      payableAt: at,
    })),
  );
}

/** Which commissions a payout holds. Read under their locks: whoever plans a payout locks them first. */
async function heldByPayouts(tx: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queryRows(
    tx,
    sql`select i.commission_id as id from payout_items i where i.live and i.commission_id in (${idsIn(ids)})`,
    z.object({ id: z.string() }),
  );
  return new Set(rows.map(({ id }) => id));
}
