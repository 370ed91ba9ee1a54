import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { payoutStatuses } from '../domain/payout-status.ts';
import { type AuditedActor, recordAudit } from './audit.ts';
import { type Database, queryRows } from './database.ts';
import { closeFindings } from './findings.ts';
import { lockBatch } from './lock-batch.ts';
import { payoutDecisions } from './schema/payouts.ts';

/** How many people have to agree on what became of a payout of which a bank has said two things. */
export const decisionPeople = 2;

/** A person's word on what became of a payout. */
export interface PayoutDecision {
  readonly payoutId: string;
  readonly batchId: string;
  /** The person, whichever the key. */
  readonly operatorId: string;
  readonly outcome: 'PAID' | 'FAILED';
  readonly reason: string;
  readonly actor: AuditedActor;
}

/** Where the decision on a payout is: the bank's newest word, and who has said what of it. */
export const payoutDispute = z.object({
  payoutId: z.string(),
  programId: z.string(),
  status: z.enum(payoutStatuses),
  /** What two people have decided about the newest word; OPEN: not yet; null: a bank has said one thing. */
  dispute: z.enum(['OPEN', 'PAID', 'FAILED']).nullable(),
  newest: z
    .object({
      id: z.string(),
      outcome: z.enum(['PAID', 'FAILED', 'UNKNOWN']),
      bankReference: z.string().nullable(),
      detail: z.string().nullable(),
      operatorId: z.string(),
      at: z.coerce.date(),
    })
    .nullable(),
  decisions: z.array(
    z.object({
      operatorId: z.string(),
      outcome: z.enum(['PAID', 'FAILED']),
      reason: z.string(),
      at: z.coerce.date(),
    }),
  ),
});

export type PayoutDispute = z.infer<typeof payoutDispute>;

/** How far the decision on a payout is; null when there is no such payout in the scope. */
export async function readPayoutDispute(
  db: Database,
  payoutId: string,
): Promise<PayoutDispute | null> {
  const [row] = await queryRows(
    db,
    sql`select p.id as "payoutId", p.program_id as "programId", p.status, payout_dispute(p.id) as dispute,
        case when r.id is null then null else jsonb_build_object('id', r.id, 'outcome', r.outcome,
          'bankReference', r.bank_reference, 'detail', r.detail, 'operatorId', r.operator_id, 'at', r.reported_at) end as newest,
        (select coalesce(jsonb_agg(jsonb_build_object('operatorId', d.operator_id, 'outcome', d.outcome, 'reason', d.reason,
            'at', d.at) order by d.at, d.id), '[]') from payout_decisions d where d.result_id = r.id) as decisions
      from payouts p left join lateral (select w.* from payout_results w
        where w.payout_id = p.id and w.contradicts order by w.id desc limit 1) r on true
      where p.id = ${payoutId}::uuid`,
    payoutDispute,
  );
  return row ?? null;
}

/**
 * Takes a person's word on what became of a payout of which a bank has said one thing and then another. Once two people
 * have said the same it is decided: one that failed for certain can be tried again, one that was paid after all
 * is booked by the next try, and one that is paid stays so. Its finding closes, once it is booked where it has to be. Each
 * person's newest word counts. The same word again changes nothing. Gives the refusal,
 * or null.
 */
export async function decidePayout(
  tx: Database,
  { payoutId, batchId, operatorId, outcome, reason, actor }: PayoutDecision,
): Promise<ApiError | null> {
  // Whoever brings results, tries again or reverses locks the batch, too.
  await lockBatch(tx, batchId);
  const before = await readPayoutDispute(tx, payoutId);
  if (before === null) return new ApiError('NOT_FOUND', 'There is no such payout.');
  const { newest, status, programId } = before;
  const own = before.decisions.findLast((one) => one.operatorId === operatorId);
  if (own?.outcome === outcome) return null;
  if (newest === null || !(await mayBeDecided(tx, payoutId, outcome)))
    return new ApiError('NOTHING_TO_DECIDE');
  await tx
    .insert(payoutDecisions)
    .values({ id: newId(), programId, payoutId, resultId: newest.id, operatorId, outcome, reason });
  const after = await readPayoutDispute(tx, payoutId);
  const decided = after?.dispute === 'OPEN' ? null : (after?.dispute ?? null);
  // What failed in the books and was paid is not over before it is booked.
  if (decided !== null && !(status === 'FAILED' && decided === 'PAID'))
    await closeFindings(tx, {
      code: 'BANK_RESULT_CONTRADICTED',
      subject: `payout:${payoutId}`,
      reason: `two people have decided that it was ${decided === 'PAID' ? 'paid' : 'not paid'}`,
    });
  await recordAudit(tx, [
    {
      ...{ ...actor, programId, action: 'payout.decide' },
      subject: `payout:${payoutId}`,
      before: { status, newest: newest.outcome },
      after: { outcome, reason, decided },
    },
  ]);
  return null;
}

/** Whether this can be said of a payout now; the database asks the same of every decision that is written. */
async function mayBeDecided(tx: Database, payoutId: string, outcome: string): Promise<boolean> {
  const [row] = await queryRows(
    tx,
    sql`select payout_may_be_decided(${payoutId}::uuid, ${outcome}) as may`,
    z.object({ may: z.boolean() }),
  );
  return row?.may ?? false;
}
