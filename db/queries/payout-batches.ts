import { type SQL, sql } from 'drizzle-orm';
import { validate } from 'uuid';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { type BatchStatus, batchStatuses } from '../../domain/payout-status.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';
import { untried } from './payout-conditions.ts';
import { signedAmount } from './signed-amount.ts';

const instant = z.coerce.date();

const batchRow = z.object({
  id: z.string(),
  programId: z.string(),
  period: z.string(),
  status: z.enum(batchStatuses),
  minAmount: signedAmount,
  digest: z.string(),
  version: z.number(),
  createdBy: z.string(),
  createdAt: instant,
  approvedAt: instant.nullable(),
  executedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  secondApprovalAbove: signedAmount,
  makers: z.array(z.string()),
  approvals: z.array(z.object({ operatorId: z.string(), at: instant, counts: z.boolean() })),
  retry: z
    .object({
      payouts: z.number(),
      byHand: z.number(),
      contradicted: z.number(),
      approvals: z.array(z.object({ operatorId: z.string(), payouts: z.number() })),
    })
    .nullable(),
  executions: z.array(
    z.object({
      intentId: z.string(),
      state: z.enum(intentStates),
      parked: z.boolean(),
      workflowId: z.string(),
    }),
  ),
  affiliateCount: z.number(),
  payoutCount: z.number(),
  totals: z.array(
    z.object({ asset: z.string(), total: signedAmount, paid: signedAmount, failed: signedAmount }),
  ),
});

/**
 * A batch as it is shown. `digest`: what an approval names; once some of it has failed, that of what would be tried again.
 * `makers`: who made or edited it. `approvals` of the batch as it is now; one counts while its
 * approver is no maker and not disabled. `retry`: what has failed and was not tried again; of `byHand` ones people
 * have to approve another try, which those who brought their results do not; null while nothing can be tried again. `totals` are sums of its payouts, each payment once however often it was
 * tried; `failed` is what has not been tried again. Minor units.
 */
export type ShownBatch = z.infer<typeof batchRow>;

/** Which batches to list. */
export interface BatchesPage {
  /** The programs that may be shown; null for all. */
  readonly programIds: readonly string[] | null;
  readonly status: BatchStatus | null;
  readonly period: string | null;
  readonly limit: number;
  /** The id the page before ended with; null: from the newest on. */
  readonly before: string | null;
  readonly offset: number;
}

/** Batches, newest first; one more than `limit`, so that the end is known. */
export async function payoutBatchesPage(
  db: Database,
  { programIds, status, period, limit, before, offset }: BatchesPage,
): Promise<ShownBatch[]> {
  const shown = programIds === null ? sql`true` : sql`b.program_id in (${idsIn(programIds)})`;
  return await readBatches(
    db,
    sql`${shown} and (${status}::text is null or b.status = ${status}) and (${period}::text is null or b.period = ${period})
      and (${before}::uuid is null or b.id < ${before}::uuid) order by b.id desc limit ${limit + 1} offset ${offset}`,
  );
}

/** One batch; null when there is none in the scope. */
export async function payoutBatch(db: Database, batchId: string): Promise<ShownBatch | null> {
  const [batch] = await readBatches(db, sql`b.id = ${batchId}::uuid`);
  return batch ?? null;
}

/** The program a batch belongs to; null for an id that is no batch's, whatever its form. */
export async function programOfBatch(
  db: Database,
  batchId: string,
): Promise<{ readonly id: string; readonly slug: string } | null> {
  if (!validate(batchId)) return null;
  const [row] = await queryRows(
    db,
    sql`select g.id, g.slug from payout_batches b join programs g on g.id = b.program_id where b.id = ${batchId}::uuid`,
    z.object({ id: z.string(), slug: z.string() }),
  );
  return row ?? null;
}

/** The batch of a period that is not cancelled; null when there is none. */
export async function batchOfPeriod(
  db: Database,
  programId: string,
  period: string,
): Promise<string | null> {
  const [row] = await queryRows(
    db,
    sql`select id from payout_batches where program_id = ${programId}::uuid and period = ${period} and status <> 'CANCELLED'`,
    z.object({ id: z.string() }),
  );
  return row?.id ?? null;
}

async function readBatches(db: Database, which: SQL): Promise<ShownBatch[]> {
  return await queryRows(
    db,
    sql`select b.id, b.program_id as "programId", b.period, b.status, b.min_amount::text as "minAmount", b.version,
        case when b.status = 'PARTIALLY_FAILED' then payout_retry_digest(b.id) else b.digest end as digest,
        b.created_by as "createdBy", b.created_at as "createdAt", b.approved_at as "approvedAt",
        b.executed_at as "executedAt", b.finished_at as "finishedAt", b.cancelled_at as "cancelledAt",
        g.second_approval_above::text as "secondApprovalAbove", m.makers, a.approvals, x.executions, y.retry,
        s."affiliateCount", s."payoutCount", t.totals
      from payout_batches b join programs g on g.id = b.program_id
      cross join lateral (
        select coalesce(jsonb_agg(distinct e.operator_id), '[]') as makers from payout_batch_edits e where e.batch_id = b.id
      ) m
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('operatorId', w.operator_id, 'at', w.at,
            'counts', o.disabled_at is null and not m.makers ? w.operator_id::text) order by w.at, w.operator_id), '[]') as approvals
          from payout_approvals w join operators o on o.id = w.operator_id where w.batch_id = b.id and w.digest = b.digest
      ) a
      left join lateral (
        select jsonb_build_object('payouts', count(*)::int,
            'byHand', count(*) filter (where p.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT'))::int,
            'contradicted', count(*) filter (where payout_dispute(p.id) = 'OPEN')::int,
            'approvals', coalesce((select jsonb_agg(jsonb_build_object('operatorId', q.operator_id, 'payouts', q.payouts) order by q.operator_id)
              from (select w.operator_id, count(*)::int as payouts from payout_retry_approvals w
                join operators o on o.id = w.operator_id and o.disabled_at is null
                where w.payout_id = any(array_agg(p.id)) and w.result_id is not distinct from payout_newest_result(w.payout_id) group by w.operator_id) q), '[]')) as retry
          from payouts p where b.status = 'PARTIALLY_FAILED' and p.batch_id = b.id and p.status = 'FAILED'
            and ${untried}
          having count(*) > 0
      ) y on true
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('intentId', i.id, 'state', i.state, 'parked', i.parked,
            'workflowId', i.workflow_id) order by i.id), '[]') as executions
          from intents i where i.id in (
            select k.parent_intent_id from payouts p join intents k on k.id = p.intent_id where p.batch_id = b.id
            union select o.id from intents o where o.kind = 'payout_batch' and o.state not in ('SETTLED', 'FAILED')
              and o.input ->> 'batchId' = b.id::text)
      ) x
      cross join lateral (
        select count(distinct p.affiliate_id)::int as "affiliateCount", count(*)::int as "payoutCount"
          from payouts p where p.batch_id = b.id and p.retries_id is null and p.status <> 'EXCLUDED'
      ) s
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('asset', n.asset, 'total', n.total::text, 'paid', n.paid::text,
            'failed', n.failed::text) order by n.asset), '[]') as totals
          from (select p.asset, coalesce(sum(p.amount) filter (where p.retries_id is null), 0) as total,
              coalesce(sum(p.amount) filter (where p.status = 'PAID'), 0) as paid,
              coalesce(sum(p.amount) filter (where p.status = 'FAILED'
                and ${untried}), 0) as failed
            from payouts p where p.batch_id = b.id and p.status <> 'EXCLUDED' group by p.asset) n
      ) t
      where ${which}`,
    batchRow,
  );
}
