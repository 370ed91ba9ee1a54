import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Batch } from '../../domain/canonical-batch.ts';
import { invariant } from '../../domain/errors.ts';
import { type Database, queryRows } from '../database.ts';
import { signedAmount } from './signed-amount.ts';

const batchRow = z.object({
  programId: z.string(),
  id: z.string(),
  period: z.string(),
  version: z.number(),
  minAmount: signedAmount,
});

const payoutRow = z.object({
  id: z.string(),
  affiliateId: z.string(),
  wallet: z.string(),
  method: z.string(),
  asset: z.string(),
  amount: signedAmount,
  items: z.array(z.object({ commissionId: z.string(), amount: signedAmount })),
});

/**
 * A batch as its approval names it, read from its rows: without payouts that were taken out, and without the new tries
 * of failed ones, which are the same money again.
 * @throws InvariantViolation when it does not exist.
 */
export async function readBatch(tx: Database, batchId: string): Promise<Batch> {
  const [batch] = await queryRows(
    tx,
    sql`select program_id as "programId", id, period, version, min_amount::text as "minAmount"
      from payout_batches where id = ${batchId}::uuid`,
    batchRow,
  );
  invariant(batch !== undefined, `Expected batch ${batchId} to exist`);
  const payouts = await queryRows(
    tx,
    sql`select p.id, p.affiliate_id as "affiliateId", p.wallet, p.method, p.asset, p.amount::text as amount,
        (select coalesce(jsonb_agg(jsonb_build_object('commissionId', i.commission_id, 'amount', i.amount::text)), '[]')
          from payout_items i where i.payout_id = p.id) as items
      from payouts p where p.batch_id = ${batchId}::uuid and p.retries_id is null and p.status <> 'EXCLUDED'
      order by p.id`,
    payoutRow,
  );
  return { ...batch, payouts };
}
