import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { closeFindings } from '../../db/findings.ts';
import { idsIn } from '../../db/ids-in.ts';
import { payoutResults } from '../../db/schema/payouts.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { IntentRow } from '../run-intent.ts';
import { failPayout } from './fail-payout.ts';
import { holdPayouts } from './hold-payouts.ts';
import { lockChunk, moveChunk } from './payout-chunk.ts';
import type { PayoutRail } from './payout-rail.ts';

/** Payouts that people carry out with the export of a batch, and whose outcome they bring back. */
export const byHandRail: PayoutRail = {
  methods: ['ACH', 'WIRE', 'MANUAL'],

  async submit({ db }, run, payouts) {
    return await db.transaction(async (tx) => {
      const intentIds = payouts.map(({ intent_id }) => intent_id);
      const locked = await lockChunk(tx, run, { intentIds, state: 'LOCKED' });
      // Before balances (design rule 21): the database locks them where the payouts are SUBMITTED.
      await lockCommissions(tx, [...locked.keys()]);
      await holdPayouts(
        tx,
        payouts.filter(({ intent_id }) => locked.has(intent_id)),
      );
      await moveChunk(tx, run, {
        intentIds: [...locked.keys()],
        ...{ from: 'LOCKED', to: 'SUBMITTED', reason: 'to be carried out by hand' },
      });
      return locked.size;
    });
  },

  async ask({ db }: ActivityDeps, run, payouts) {
    const intentIds = payouts.map(({ intent_id }) => intent_id);
    return await db.transaction(async (tx) => {
      const locked = await lockChunk(tx, run, { intentIds, state: 'SUBMITTED' });
      return await applyResults(tx, run, locked);
    });
  },
};

async function lockCommissions(tx: Database, intentIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select from commissions where id in (select m.commission_id from payout_items m join payouts p on p.id = m.payout_id
      where p.intent_id in (${idsIn(intentIds)})) order by id for share`);
}

const resultRow = z.object({
  id: z.uuid(),
  intent_id: z.uuid(),
  outcome: z.enum(['PAID', 'FAILED', 'UNKNOWN']),
  detail: z.string().nullable(),
});

/**
 * Takes in what the bank has said of locked payouts. A final word comes once; UNKNOWN may come before it. One that books
 * a payment which two people have confirmed is not waited for: the word is there.
 */
async function applyResults(
  tx: Database,
  run: RunRef,
  locked: ReadonlyMap<string, IntentRow>,
): Promise<number> {
  const booked = await confirmBooked(tx, run, [...locked.keys()]);
  const results = await queryRows(
    tx,
    sql`select r.id, p.intent_id, r.outcome, r.detail from payout_results r join payouts p on p.id = r.payout_id
      where p.intent_id in (${idsIn([...locked.keys()])}) and r.applied_at is null and not r.contradicts order by r.id`,
    resultRow,
  );
  if (results.length === 0) return booked;
  await noteReferences(
    tx,
    results.map(({ id }) => id),
  );
  const of = (outcome: z.infer<typeof resultRow>['outcome']) =>
    results.filter((result) => result.outcome === outcome);
  const paid = of('PAID').map(({ intent_id }) => intent_id);
  const step = {
    from: 'SUBMITTED',
    to: 'CONFIRMED',
    reason: 'the bank says that it is paid',
  } as const;
  await moveChunk(tx, run, { intentIds: paid, ...step });
  for (const { intent_id: intentId, detail } of of('FAILED')) {
    const intent = locked.get(intentId);
    const failure = {
      code: 'PAYOUT_REFUSED',
      detail: detail ?? 'The bank has returned it.',
    } as const;
    if (intent !== undefined) await failPayout(tx, intent, failure);
  }
  await tx
    .update(payoutResults)
    .set({ appliedAt: sql`now()` })
    .where(
      inArray(
        payoutResults.id,
        results.map(({ id }) => id),
      ),
    );
  return booked + results.length;
}

/** Those that only book what a bank has paid already. */
async function confirmBooked(
  tx: Database,
  run: RunRef,
  intentIds: readonly string[],
): Promise<number> {
  const booked = await queryRows(
    tx,
    sql`update payouts p set bank_reference = coalesce(r.bank_reference, p.bank_reference) from payout_results r
      where p.intent_id in (${idsIn(intentIds)}) and r.id = p.evidence_result_id returning p.intent_id, p.retries_id`,
    z.object({ intent_id: z.uuid(), retries_id: z.uuid() }),
  );
  for (const { retries_id: failed } of booked)
    await closeFindings(tx, {
      code: 'BANK_RESULT_CONTRADICTED',
      subject: `payout:${failed}`,
      reason: 'two people have decided that it was paid, and it is booked',
    });
  await moveChunk(tx, run, {
    intentIds: booked.map(({ intent_id }) => intent_id),
    ...{
      from: 'SUBMITTED',
      to: 'CONFIRMED',
      reason: 'two people have confirmed that the bank has paid it',
    },
  });
  return booked.length;
}

/** What the bank calls the payouts; where it does not know what became of one, that is UNKNOWN. */
async function noteReferences(tx: Database, resultIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update payouts p set bank_reference = coalesce(r.bank_reference, p.bank_reference),
        status = case when r.outcome = 'UNKNOWN' and p.status = 'PROCESSING' then 'UNKNOWN' else p.status end
      from (select distinct on (payout_id) payout_id, outcome, bank_reference from payout_results
        where id in (${idsIn(resultIds)}) order by payout_id, outcome = 'UNKNOWN', id desc) r
      where p.id = r.payout_id`);
}
