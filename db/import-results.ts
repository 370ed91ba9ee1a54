import { sql } from 'drizzle-orm';
import { validate } from 'uuid';
import { z } from 'zod';
import { newId } from '../domain/ids.ts';
import {
  type AwaitedPayout,
  matchResults,
  type ResultRow,
  type RowMatch,
  resultOutcomes,
} from '../domain/match-results.ts';
import { payoutMethods, payoutStatuses } from '../domain/payout-status.ts';
import { recordAudit } from './audit.ts';
import type { BatchWrite } from './batch-refusals.ts';
import { type Database, queryRows } from './database.ts';
import { idsIn } from './ids-in.ts';
import { lockBatch } from './lock-batch.ts';
import { signedAmount } from './queries/signed-amount.ts';

/** A row of a bank's file. */
export interface BankRow extends ResultRow {
  readonly bankReference: string | null;
  readonly detail: string | null;
}

/** What a bank says of the payouts of a batch. */
export interface BankFile extends BatchWrite {
  readonly rows: readonly BankRow[];
}

/**
 * Keeps what a bank says of a batch's payouts, as far as it is new and fits; the batch's run takes it from there. Gives
 * what became of each row, in their order.
 */
export async function importResults(
  tx: Database,
  { batchId, operatorId, actor, rows }: BankFile,
): Promise<RowMatch[]> {
  const { batch } = await lockBatch(tx, batchId);
  const { programId } = batch;
  const awaited = await lockAwaited(tx, batchId, rows);
  const matches = matchResults(rows, awaited);
  const matched = rows
    .filter((_, at) => matches[at] === 'matched')
    .map(({ payoutId, outcome, bankReference, detail }) => ({
      ...{ id: newId(), payoutId, outcome, bankReference, detail },
    }));
  if (matched.length === 0) return matches;
  await tx.execute(sql`
    insert into payout_results (id, program_id, batch_id, payout_id, outcome, bank_reference, detail, operator_id)
      select r.id, ${programId}::uuid, ${batchId}::uuid, r."payoutId", r.outcome, r."bankReference", r.detail, ${operatorId}::uuid
        from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb)
          as r(id uuid, "payoutId" uuid, outcome text, "bankReference" text, detail text) order by r.id`);
  await recordAudit(tx, [
    {
      ...{ ...actor, programId, action: 'payout_batch.results' },
      subject: `payout_batch:${batchId}`,
      before: null,
      after: { results: matched },
    },
  ]);
  return matches;
}

const awaitedRow = z.object({
  id: z.string(),
  method: z.enum(payoutMethods),
  status: z.enum(payoutStatuses),
  amount: signedAmount,
  asset: z.string(),
  decided: z.enum(resultOutcomes).nullable(),
  unknown: z.boolean(),
});

async function lockAwaited(
  tx: Database,
  batchId: string,
  rows: readonly BankRow[],
): Promise<ReadonlyMap<string, AwaitedPayout>> {
  const ids = [...new Set(rows.map(({ payoutId }) => payoutId).filter(validate))];
  const found = await queryRows(
    tx,
    sql`select p.id, p.method, p.status, p.amount::text as amount, p.asset,
        (select r.outcome from payout_results r where r.payout_id = p.id and r.outcome <> 'UNKNOWN') as decided,
        exists (select from payout_results r where r.payout_id = p.id and r.outcome = 'UNKNOWN') as unknown
      from payouts p where p.batch_id = ${batchId}::uuid and p.id in (${idsIn(ids)}) order by p.id for update of p`,
    awaitedRow,
  );
  return new Map(found.map((row) => [row.id, row]));
}
