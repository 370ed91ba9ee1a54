/** Who has to do with payout batches, and programs with affiliates to pay. */
import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { App } from '../../../api/app-parts.ts';
import { batchWithPayoutsSchema } from '../../../api/schemas/payout.ts';
import type { Database } from '../../../db/database.ts';
import { insertApiKey } from '../../../db/operators.ts';
import { intents } from '../../../db/schema/intents.ts';
import { payoutBatches, payouts } from '../../../db/schema/payouts.ts';
import { newId } from '../../../domain/ids.ts';
import { newSecret } from '../../../domain/secret-tokens.ts';
import { growRow } from '../samples/commission-tree.ts';
import { sendFrom } from '../samples/ledger-fixtures.ts';
import { earnPayable, type PastPayment } from '../samples/payable-rows.ts';
import type { Earner } from '../samples/payout-rows.ts';
import { openTestApi, randomWallet, type TestApi, testTreasury } from '../worlds/api-app.ts';
import { holdByHand } from './by-hand.ts';
import { enterOperator, type OperatorToEnter, type TestOperator } from './operators.ts';

/** A platform with people who make and approve batches in all programs, and one who has nothing to do with them. */
export interface PayoutCast extends AsyncDisposable {
  readonly api: TestApi;
  readonly app: App;
  readonly maker: TestOperator;
  /** May make and approve. */
  readonly both: TestOperator;
  readonly approver: TestOperator;
  readonly second: TestOperator;
  readonly viewer: TestOperator;
  /** Owner of another program. */
  readonly stranger: TestOperator;
}

const everywhere = (
  ...roles: readonly ('operator' | 'approver' | 'viewer')[]
): OperatorToEnter => ({
  roles: roles.map((role) => ({ role, programId: null })),
});

/** Opens it. */
export async function openPayoutCast(): Promise<PayoutCast> {
  const api = await openTestApi();
  const { db } = api;
  const otherId = await api.openProgram('other');
  await enterOperator(db); // a platform has an owner
  await sendFrom(db, testTreasury);
  return {
    api,
    app: api.app(),
    maker: await enterOperator(db, everywhere('operator')),
    both: await enterOperator(db, everywhere('operator', 'approver')),
    approver: await enterOperator(db, everywhere('approver')),
    second: await enterOperator(db, everywhere('approver')),
    viewer: await enterOperator(db, everywhere('viewer')),
    stranger: await enterOperator(db, { roles: [{ role: 'owner', programId: otherId }] }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** The same person with another key. */
export async function withOtherKey(db: Database, { id }: TestOperator): Promise<string> {
  const key = newSecret('qk');
  const expiresAt = new Date(Date.now() + 86_400_000);
  await insertApiKey(db, { id: newId(), operatorId: id, name: 'another key', key, expiresAt });
  return key;
}

/** A new program whose affiliates, none above another, have each earned a tenth of these payments. */
export async function payingProgram(
  { api }: PayoutCast,
  {
    affiliates = 2,
    payments = [{}],
  }: { affiliates?: number; payments?: readonly PastPayment[] } = {},
): Promise<{ readonly programId: string; readonly earners: readonly Earner[] }> {
  const programId = await api.openProgram(`pays-${newId()}`);
  const earners = await growRow(api.db, programId, affiliates);
  await earnPayable(api.db, earners, payments);
  return { programId, earners };
}

export type MadeBatch = z.infer<typeof batchWithPayoutsSchema>;

/** A batch of a program, as its maker got it. */
export async function makeBatch(
  { app, maker }: PayoutCast,
  programId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<MadeBatch> {
  const request = maker.request({ programId, period: '2026-10', ...more });
  const response = await app.request('/api/v2/payouts/batch/create', request);
  if (response.status !== 201) throw new Error(`Expected a batch, got ${await response.text()}`);
  return batchWithPayoutsSchema.parse(await response.json());
}

/**
 * Lets the payouts of an approved batch begin, as its run does; each has its intent then, and those that people carry
 * out have their money held, unless the treasury is short.
 */
export async function beginPayouts(
  db: Database,
  batchId: string,
  { held = true }: { readonly held?: boolean } = {},
): Promise<void> {
  await db.transaction(async (tx) => {
    const of = eq(payoutBatches.id, batchId);
    const [batch] = await tx
      .update(payoutBatches)
      .set({ status: 'PROCESSING', executedAt: new Date() })
      .where(of)
      .returning();
    if (batch === undefined) throw new Error('Expected a batch');
    const enter = async (
      kind: 'payout' | 'payout_batch',
      more: { readonly input: object; readonly parentIntentId?: string },
    ) => {
      const id = newId();
      await tx.insert(intents).values({
        ...{ id, programId: batch.programId, kind, wallet: randomWallet(), ...more },
        ...{ idempotencyKey: id, workflowId: id, changedBy: 'test', changeReason: 'test' },
      });
      return id;
    };
    const [live] = await tx
      .select({ id: intents.id })
      .from(intents)
      .where(
        sql`${intents.kind} = 'payout_batch' and ${intents.state} <> 'SETTLED' and ${intents.input} ->> 'batchId' = ${batchId}`,
      );
    const parentIntentId = live?.id ?? (await enter('payout_batch', { input: { batchId } }));
    const planned = await tx.select().from(payouts).where(eq(payouts.batchId, batchId));
    for (const { id: payoutId, status } of planned) {
      if (status !== 'PLANNED') continue;
      const intentId = await enter('payout', { input: { batchId, payoutId }, parentIntentId });
      await tx
        .update(payouts)
        .set({ status: 'PROCESSING', intentId })
        .where(eq(payouts.id, payoutId));
    }
  });
  if (held) await holdByHand(db, batchId);
}

/** A dollar amount as it is answered. */
export function dollars(amount: bigint, asset = 'USDC') {
  return { amount: amount.toString(), asset, decimals: 6 };
}
