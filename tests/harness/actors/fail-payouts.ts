/** An execution that comes to its end with every payout failed, step by step through the guards, where no saga runs. */
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { intents } from '../../../db/schema/intents.ts';
import { payoutBatches, payouts } from '../../../db/schema/payouts.ts';
import { newId } from '../../../domain/ids.ts';

/** Fails what is planned of a batch that is under way, which is PARTIALLY_FAILED then. */
export async function failPayouts(db: Database, batchId: string): Promise<void> {
  const [execution] = await db
    .select()
    .from(intents)
    .where(
      sql`${intents.kind} = 'payout_batch' and ${intents.state} <> 'SETTLED' and ${intents.input} ->> 'batchId' = ${batchId}`,
    );
  if (execution === undefined) throw new Error('Expected an execution');
  const { id: parentIntentId, programId } = execution;
  const planned = await db
    .select()
    .from(payouts)
    .where(and(eq(payouts.batchId, batchId), eq(payouts.status, 'PLANNED')));
  const failure = { failureCode: 'PAYOUT_REFUSED', failureDetail: 'closed' };
  for (const { id: payoutId, wallet } of planned) {
    const [id, of] = [newId(), eq(payouts.id, payoutId)];
    await db.insert(intents).values({
      ...{ id, programId, kind: 'payout', wallet, parentIntentId, input: { batchId, payoutId } },
      ...{ idempotencyKey: id, workflowId: id, changedBy: 'test', changeReason: 'test' },
    });
    await db.update(payouts).set({ status: 'PROCESSING', intentId: id }).where(of);
    await db
      .update(intents)
      .set({ state: 'FAILED', ...failure })
      .where(eq(intents.id, id));
    await db
      .update(payouts)
      .set({ status: 'FAILED', ...failure })
      .where(of);
  }
  for (const state of ['LOCKED', 'SUBMITTED', 'CONFIRMED', 'SETTLED'] as const)
    await db.update(intents).set({ state }).where(eq(intents.id, parentIntentId));
  await db
    .update(payoutBatches)
    .set({ status: 'PARTIALLY_FAILED', finishedAt: new Date() })
    .where(eq(payoutBatches.id, batchId));
}
