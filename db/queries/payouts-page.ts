import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  type PayoutMethod,
  type PayoutStatus,
  payoutMethods,
  payoutStatuses,
} from '../../domain/payout-status.ts';
import { type Database, queryRows } from '../database.ts';
import { undisputed } from './payout-conditions.ts';
import { signedAmount } from './signed-amount.ts';

const payoutRow = z.object({
  id: z.string(),
  batchId: z.string(),
  period: z.string(),
  affiliateId: z.string(),
  wallet: z.string(),
  method: z.enum(payoutMethods),
  asset: z.string(),
  amount: signedAmount,
  status: z.enum(payoutStatuses),
  commissions: z.number(),
  retriesId: z.string().nullable(),
  intentId: z.string().nullable(),
  failureCode: z.string().nullable(),
  failureDetail: z.string().nullable(),
  bankReference: z.string().nullable(),
  createdAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
});

/** A payout as it is shown; `commissions`: how many are in it. Minor units. */
export type ShownPayout = z.infer<typeof payoutRow>;

/** Payouts of a batch by their ids; one more than `limit`, so that the end is known. */
export async function payoutsOfBatch(
  db: Database,
  batchId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ShownPayout[]> {
  return await readPayouts(
    db,
    sql`p.batch_id = ${batchId}::uuid and (${after}::uuid is null or p.id > ${after}::uuid) order by p.id limit ${limit + 1}`,
  );
}

/** Which payouts of an affiliate to read. */
export interface OwnPayoutsPage {
  readonly affiliateId: string;
  readonly limit: number;
  /** The id the page before ended with; null: from the newest on. */
  readonly before: string | null;
  readonly offset: number;
}

/** Payouts of an affiliate, newest first, without those that were called off; one more than `limit`. */
export async function payoutsOfAffiliate(
  db: Database,
  { affiliateId, limit, before, offset }: OwnPayoutsPage,
): Promise<ShownPayout[]> {
  return await readPayouts(
    db,
    sql`p.affiliate_id = ${affiliateId}::uuid and p.status not in ('EXCLUDED', 'CANCELLED')
      and (${before}::uuid is null or p.id < ${before}::uuid) order by p.id desc limit ${limit + 1} offset ${offset}`,
  );
}

async function readPayouts(db: Database, which: SQL): Promise<ShownPayout[]> {
  return await queryRows(
    db,
    sql`select p.id, p.batch_id as "batchId", b.period, p.affiliate_id as "affiliateId", p.wallet, p.method, p.asset,
        p.amount::text as amount, p.status, p.retries_id as "retriesId", p.intent_id as "intentId",
        (select count(*)::int from payout_items i where i.payout_id = p.id) as commissions,
        p.failure_code as "failureCode", p.failure_detail as "failureDetail", p.bank_reference as "bankReference",
        p.created_at as "createdAt", p.ended_at as "endedAt"
      from payouts p join payout_batches b on b.id = p.batch_id where ${which}`,
    payoutRow,
  );
}

/** The batch and program of a payout; null when there is none with this id. */
export async function batchOfPayout(
  db: Database,
  payoutId: string,
): Promise<{ readonly batchId: string; readonly id: string; readonly slug: string } | null> {
  const [row] = await queryRows(
    db,
    sql`select p.batch_id as "batchId", g.id, g.slug from payouts p join programs g on g.id = p.program_id
      where p.id = ${payoutId}::uuid`,
    z.object({ batchId: z.string(), id: z.string(), slug: z.string() }),
  );
  return row ?? null;
}

const exportedRow = z.object({
  id: z.string(),
  method: z.enum(payoutMethods),
  status: z.enum(payoutStatuses),
  affiliateId: z.string(),
  wallet: z.string(),
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  asset: z.string(),
  amount: signedAmount,
  bankReference: z.string().nullable(),
});

/** A payout as people who carry it out need it. Minor units. */
export type ExportedPayout = z.infer<typeof exportedRow>;

/**
 * The payouts of a batch that people carry out, of one status and, unless null, one method, by their ids. What is to be
 * carried out is held (design rule 30), its bank has not decided about it yet, and no other payout may have paid the same.
 */
export async function exportedPayouts(
  db: Database,
  batchId: string,
  { status, method }: { readonly status: PayoutStatus; readonly method: PayoutMethod | null },
): Promise<ExportedPayout[]> {
  return await queryRows(
    db,
    sql`select p.id, p.method, p.status, p.affiliate_id as "affiliateId", p.wallet, a.display_name as "displayName", a.email,
        p.asset, p.amount::text as amount, p.bank_reference as "bankReference"
      from payouts p join affiliates a on a.id = p.affiliate_id
      where p.batch_id = ${batchId}::uuid and p.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT') and p.status = ${status}
        and (p.status not in ('PROCESSING', 'UNKNOWN') or (p.evidence_result_id is null
          and exists (select from intents i join holds h on h.intent_id = i.id
            where i.id = p.intent_id and i.state = 'SUBMITTED' and h.state = 'HELD')
          and not exists (select from payout_results r where r.payout_id = p.id and r.outcome <> 'UNKNOWN')
          and ${undisputed}))
        and (${method}::text is null or p.method = ${method}) order by p.id`,
    exportedRow,
  );
}
