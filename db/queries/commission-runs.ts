import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { commissionInputs } from '../../domain/commission-inputs.ts';
import { type Database, queryRows } from '../database.ts';

const amount = z.string().transform(BigInt);

const runRow = z.object({
  id: z.string(),
  /** With all of its digits: a date has too few to go on from. */
  at: z.string(),
  asset: z.string(),
  fee: amount,
  inputs: commissionInputs,
  parts: z.array(z.object({ affiliateId: z.string(), amount })),
});

/** How the fee of a settled payment was split. */
export type RunInWindow = z.infer<typeof runRow>;

/** Payments settled in a time: `from` on, before `to`. */
export interface RunsWindow {
  readonly programId: string;
  readonly from: Date;
  readonly to: Date;
}

/** Where a page begins. */
export type RunsCursor = Pick<RunInWindow, 'id' | 'at'>;

/** One page of how the fees of a time were split, oldest first; `after` null: from the start. */
export async function runsInWindow(
  db: Database,
  { programId, from, to }: RunsWindow,
  { after, limit }: { readonly after: RunsCursor | null; readonly limit: number },
): Promise<RunInWindow[]> {
  const begins = after ?? { at: from.toISOString(), id: '00000000-0000-0000-0000-000000000000' };
  return await queryRows(
    db,
    sql`select r.id, r.created_at::text as at, r.asset, r.fee::text as fee, r.inputs, coalesce((
          select jsonb_agg(jsonb_build_object('affiliateId', c.affiliate_id, 'amount', c.amount::text))
            from commissions c where c.run_id = r.id and c.reverses_id is null), '[]') as parts
      from commission_runs r
      where r.program_id = ${programId}::uuid and r.created_at < ${to.toISOString()}::timestamptz
        and (r.created_at, r.id) > (${begins.at}::timestamptz, ${begins.id}::uuid)
      order by r.created_at, r.id limit ${limit}`,
    runRow,
  );
}

/** How many payments were settled in a time, counted up to `max` only. */
export async function countRuns(
  db: Database,
  { programId, from, to }: RunsWindow,
  max: number,
): Promise<number> {
  const [row] = await queryRows(
    db,
    sql`select count(*)::int as count from (select from commission_runs
      where program_id = ${programId}::uuid and created_at >= ${from.toISOString()}::timestamptz
        and created_at < ${to.toISOString()}::timestamptz limit ${max}) r`,
    z.object({ count: z.number() }),
  );
  return row?.count ?? 0;
}
