import { sql } from 'drizzle-orm';
import { validate } from 'uuid';
import { z } from 'zod';
import { newId } from '../domain/ids.ts';
import {
  type AwaitedPayout,
  matchResults,
  type ResultOutcome,
  type ResultRow,
  type RowMatch,
  resultOutcomes,
} from '../domain/match-results.ts';
import { payoutMethods, payoutStatuses } from '../domain/payout-status.ts';
import { recordAudit } from './audit.ts';
import type { BatchWrite } from './batch-refusals.ts';
import { type Database, queryRows } from './database.ts';
import { type NewFinding, reportFindings } from './findings.ts';
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
 * Keeps what a bank says of a batch's payouts, as far as it is new and fits; the batch's run takes it from there. What
 * contradicts what it had said before is kept, too, and is a finding: nothing of it is tried again, or planned in
 * another batch, before two people have decided. Gives what became of each row, in their order.
 */
export async function importResults(
  tx: Database,
  { batchId, operatorId, actor, rows }: BankFile,
): Promise<RowMatch[]> {
  const { batch } = await lockBatch(tx, batchId);
  const { programId } = batch;
  const awaited = await lockAwaited(tx, batchId, rows);
  const judged = matchResults(rows, awaited);
  const matches = judged.map(({ match }) => match);
  const kept = rows.flatMap(({ payoutId, outcome, bankReference, detail }, at) => {
    const how = judged[at]?.kept ?? null;
    if (how === null) return [];
    const contradicts = how === 'contradiction';
    return [{ id: newId(), payoutId, outcome, contradicts, bankReference, detail }];
  });
  if (kept.length === 0) return matches;
  // Those that contradict come second: the word that they contradict may be in the same file.
  for (const contradicts of [false, true])
    await insertResults(
      tx,
      { batchId, programId, operatorId },
      kept.filter((row) => row.contradicts === contradicts),
    );
  await reportFindings(
    tx,
    kept.filter(({ contradicts }) => contradicts).map((row) => findingOf(row, programId)),
  );
  await recordAudit(tx, [
    {
      ...{ ...actor, programId, action: 'payout_batch.results' },
      subject: `payout_batch:${batchId}`,
      before: null,
      after: { results: kept },
    },
  ]);
  return matches;
}

interface KeptRow {
  readonly id: string;
  readonly payoutId: string;
  readonly outcome: ResultOutcome;
  readonly contradicts: boolean;
  readonly bankReference: string | null;
  readonly detail: string | null;
}

async function insertResults(
  tx: Database,
  {
    batchId,
    programId,
    operatorId,
  }: Pick<BankFile, 'batchId' | 'operatorId'> & { readonly programId: string },
  rows: readonly KeptRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into payout_results (id, program_id, batch_id, payout_id, outcome, contradicts, bank_reference, detail, operator_id)
      select r.id, ${programId}::uuid, ${batchId}::uuid, r."payoutId", r.outcome, r.contradicts, r."bankReference", r.detail,
          ${operatorId}::uuid
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, "payoutId" uuid, outcome text,
          contradicts boolean, "bankReference" text, detail text) order by r.id`);
}

function findingOf({ payoutId, outcome }: KeptRow, programId: string): NewFinding {
  return {
    ...{ code: 'BANK_RESULT_CONTRADICTED', subject: `payout:${payoutId}`, programId },
    detail: `The bank has said ${outcome} now, and something else before.`,
  };
}

const awaitedRow = z.object({
  id: z.string(),
  method: z.enum(payoutMethods),
  status: z.enum(payoutStatuses),
  amount: signedAmount,
  asset: z.string(),
  decided: z.enum(resultOutcomes).nullable(),
  newest: z.enum(resultOutcomes).nullable(),
  settled: z.enum(resultOutcomes).nullable(),
  held: z.boolean(),
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
        (select r.outcome from payout_results r where r.payout_id = p.id and r.outcome <> 'UNKNOWN' and not r.contradicts) as decided,
        (select r.outcome from payout_results r where r.payout_id = p.id and r.contradicts order by r.id desc limit 1) as newest,
        nullif(payout_dispute(p.id), 'OPEN') as settled,
        p.evidence_result_id is null and exists (select from intents i join holds h on h.intent_id = i.id
          where i.id = p.intent_id and i.state = 'SUBMITTED' and h.state = 'HELD') as held,
        exists (select from payout_results r where r.payout_id = p.id and r.outcome = 'UNKNOWN' and not r.contradicts) as unknown
      from payouts p where p.batch_id = ${batchId}::uuid and p.id in (${idsIn(ids)}) order by p.id for update of p`,
    awaitedRow,
  );
  return new Map(found.map((row) => [row.id, row]));
}
