import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { idsIn } from '../db/ids-in.ts';
import { commissionRuns, commissions } from '../db/schema/commissions.ts';
import { newId } from '../domain/ids.ts';

/** A commission that is locked for the rest of the transaction. */
export type EarnedCommission = typeof commissions.$inferSelect;

/** The reversal that takes commissions back. */
export interface Reversing {
  /** That of the reversal. */
  readonly settlementId: string;
  readonly at: Date;
}

/**
 * What affiliates have earned by an intent, locked in the order of the ids: before balances are, as whoever settles a
 * payout does (design rule 21).
 */
export async function lockCommissions(tx: Database, intentId: string): Promise<EarnedCommission[]> {
  const earned = await tx
    .select({ commission: commissions })
    .from(commissions)
    .innerJoin(commissionRuns, eq(commissionRuns.id, commissions.runId))
    .where(and(eq(commissionRuns.intentId, intentId), isNull(commissions.reversesId)))
    .orderBy(asc(commissions.id))
    .for('update', { of: commissions });
  return earned.map(({ commission }) => commission);
}

/**
 * Takes back what affiliates have earned by a settlement that is reversed; its legs are mirrored by whoever calls.
 * What is in no payout is REVERSED. What a payout holds, paid or not, stays there, and the same amount below
 * zero is carried into the next payout. A repetition finds it done.
 */
export async function reverseCommissions(
  tx: Database,
  earned: readonly EarnedCommission[],
  reversing: Reversing,
): Promise<void> {
  if (earned.length === 0) return;
  const held = await heldByPayouts(
    tx,
    earned.map(({ id }) => id),
  );
  const free = earned.filter(({ id, status }) => !held.has(id) && status !== 'REVERSED');
  if (free.length > 0) {
    const ids = free.map(({ id }) => id);
    await tx.update(commissions).set({ status: 'REVERSED' }).where(inArray(commissions.id, ids));
  }
  const carried = earned.filter(({ id }) => held.has(id));
  if (carried.length > 0) await carryOver(tx, carried, reversing);
}

async function carryOver(
  tx: Database,
  carried: readonly EarnedCommission[],
  { settlementId, at }: Reversing,
): Promise<void> {
  await tx
    .insert(commissions)
    .values(
      carried.map(({ id, programId, runId, affiliateId, kind, level, asset, amount }) => ({
        ...{ programId, runId, affiliateId, kind, level, asset, settlementId },
        id: newId(),
        amount: -amount,
        status: 'PAYABLE' as const,
        reversesId: id,
        payableAt: at,
      })),
    )
    .onConflictDoNothing({
      target: commissions.reversesId,
      where: sql`${commissions.reversesId} is not null`,
    });
}

/** Which commissions a payout holds, or may have paid though it has failed. Read under their locks: whoever plans a payout locks them first. */
async function heldByPayouts(tx: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queryRows(
    tx,
    sql`select c.id from commissions c where c.id in (${idsIn(ids)})
      and (exists (select from payout_items i where i.commission_id = c.id and i.live) or commission_is_disputed(c.id))`,
    z.object({ id: z.string() }),
  );
  return new Set(rows.map(({ id }) => id));
}
