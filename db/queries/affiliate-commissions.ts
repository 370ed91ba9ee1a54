import { sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  type CommissionKind,
  type CommissionStatus,
  commissionKinds,
  commissionStatuses,
} from '../../domain/commission-status.ts';
import { type Database, queryRows } from '../database.ts';

const amount = z
  .string()
  .regex(/^-?[0-9]+$/)
  .transform(BigInt);

const commissionRow = z.object({
  id: z.string(),
  kind: z.enum(commissionKinds),
  level: z.number(),
  asset: z.string(),
  amount,
  status: z.enum(commissionStatuses),
  reversesId: z.string().nullable(),
  payableAt: z.coerce.date(),
  createdAt: z.coerce.date(),
  releasedAt: z.coerce.date().nullable(),
  paidAt: z.coerce.date().nullable(),
  reversedAt: z.coerce.date().nullable(),
  intentId: z.string(),
  payer: z.string(),
});

/** A commission as it is listed. Minor units; `intentId` and `payer` are of the claim that was paid. */
export type ListedCommission = z.infer<typeof commissionRow>;

/** Which commissions to read. */
export interface CommissionsPage {
  readonly affiliateId: string;
  readonly limit: number;
  /** The id the page before ended with; null: from the newest on. */
  readonly before: string | null;
  readonly offset: number;
  readonly status: CommissionStatus | null;
  readonly kind: CommissionKind | null;
}

/** Commissions of an affiliate, newest first; one more than `limit`, so that the end is known. Within its program's scope. */
export async function affiliateCommissions(
  db: Database,
  { affiliateId, limit, before, offset, status, kind }: CommissionsPage,
): Promise<ListedCommission[]> {
  return await queryRows(
    db,
    sql`select c.id, c.kind, c.level, c.asset, c.amount::text as amount, c.status, c.reverses_id as "reversesId",
        c.payable_at as "payableAt", c.created_at as "createdAt", c.released_at as "releasedAt", c.paid_at as "paidAt",
        c.reversed_at as "reversedAt", r.intent_id as "intentId", i.wallet as payer
      from commissions c join commission_runs r on r.id = c.run_id join intents i on i.id = r.intent_id
      where c.affiliate_id = ${affiliateId}::uuid and (${before}::uuid is null or c.id < ${before}::uuid)
        and (${status}::text is null or c.status = ${status}) and (${kind}::text is null or c.kind = ${kind})
      order by c.id desc limit ${limit + 1} offset ${offset}`,
    commissionRow,
  );
}

const sumRow = z.object({ status: z.enum(commissionStatuses), asset: z.string(), amount });

/** What an affiliate's commissions of one status and asset come to, in minor units. */
export type CommissionSum = z.infer<typeof sumRow>;

/** Sums of an affiliate's commissions by status and asset; none where there are no such ones. */
export async function commissionSums(db: Database, affiliateId: string): Promise<CommissionSum[]> {
  return await queryRows(
    db,
    sql`select status, asset, sum(amount)::text as amount from commissions
      where affiliate_id = ${affiliateId}::uuid group by status, asset order by status, asset`,
    sumRow,
  );
}

const explainedRow = z.object({
  wallet: z.string(),
  affiliateId: z.string(),
  kind: z.enum(commissionKinds),
  level: z.number(),
  asset: z.string(),
  amount,
  status: z.enum(commissionStatuses),
  run: z.object({
    id: z.string(),
    intentId: z.string(),
    fee: amount,
    kept: amount,
    ruleVersion: z.string(),
    inputs: z.unknown(),
    parts: z.array(
      z.object({
        affiliateId: z.string(),
        kind: z.enum(commissionKinds),
        level: z.number(),
        amount,
      }),
    ),
  }),
});

/** A commission with all of its run, and the wallet of its affiliate; null where there is none in the scope. */
export async function commissionWithRun(
  db: Database,
  commissionId: string,
): Promise<z.infer<typeof explainedRow> | null> {
  const [row] = await queryRows(
    db,
    sql`select a.wallet, c.affiliate_id as "affiliateId", c.kind, c.level, c.asset, c.amount::text as amount, c.status,
        jsonb_build_object('id', r.id, 'intentId', r.intent_id, 'fee', r.fee::text, 'kept', r.kept::text,
          'ruleVersion', r.rule_version, 'inputs', r.inputs, 'parts', coalesce((
            select jsonb_agg(jsonb_build_object('affiliateId', p.affiliate_id, 'kind', p.kind, 'level', p.level, 'amount', p.amount::text))
              from commissions p where p.run_id = r.id and p.reverses_id is null), '[]')) as run
      from commissions c join commission_runs r on r.id = c.run_id join affiliates a on a.id = c.affiliate_id
      where c.id = ${commissionId}::uuid`,
    explainedRow,
  );
  return row ?? null;
}
