import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { type AuditedActor, recordAudit } from './audit.ts';
import { type Database, queryRows } from './database.ts';
import { insertReversals } from './effects/insert-reversals.ts';
import { reversalRequests } from './schema/commissions.ts';
import { intents } from './schema/intents.ts';

/** How many people have to want a settlement reversed. */
export const reversalPeople = 2;

/** A person's wish to have what an intent has settled reversed. */
export interface ReversalWish {
  readonly intentId: string;
  /** The person, whichever the key. */
  readonly operatorId: string;
  readonly reason: string;
  readonly actor: AuditedActor;
}

/**
 * Takes a person's wish to have a paid claim reversed; with the second person's the reversal begins, as an intent linked
 * to it, of which there is one whoever asks how often. The same person again changes nothing. Gives the refusal, or null.
 */
export async function requestReversal(tx: Database, wish: ReversalWish): Promise<ApiError | null> {
  const claim = await lockPaidClaim(tx, wish.intentId);
  if (claim === null) return new ApiError('NOT_REVERSIBLE');
  const [live] = await tx
    .select({ id: intents.id })
    .from(intents)
    .where(and(eq(intents.reversesIntentId, wish.intentId), ne(intents.state, 'FAILED')));
  if (live !== undefined) return null;
  const { settlementId, programId } = claim;
  const { operatorId, reason } = wish;
  const [wished] = await tx
    .insert(reversalRequests)
    .values({ id: newId(), programId, settlementId, operatorId, reason })
    .onConflictDoNothing({ target: [reversalRequests.settlementId, reversalRequests.operatorId] })
    .returning({ id: reversalRequests.id });
  const people = await tx.$count(reversalRequests, eq(reversalRequests.settlementId, settlementId));
  // A reversal that was given up can be wanted again by those who wanted it.
  if (wished === undefined && people < reversalPeople) return null;
  const reversalId = people < reversalPeople ? null : await begin(tx, wish);
  await recordAudit(tx, [
    {
      ...{ ...wish.actor, programId, action: 'settlement.reverse' },
      subject: `intent:${wish.intentId}`,
      before: { people: wished === undefined ? people : people - 1 },
      after: { people, reason, ...(reversalId === null ? {} : { reversalIntentId: reversalId }) },
    },
  ]);
  return null;
}

const claimRow = z.object({ settlementId: z.string(), programId: z.string() });

/** A settled claim that earned a fee, locked; null for whatever else. */
async function lockPaidClaim(tx: Database, intentId: string) {
  await tx.select({ id: intents.id }).from(intents).where(eq(intents.id, intentId)).for('update');
  const [claim] = await queryRows(
    tx,
    sql`select r.settlement_id as "settlementId", r.program_id as "programId"
      from intents i join commission_runs r on r.intent_id = i.id
      where i.id = ${intentId}::uuid and i.kind = 'claim' and i.state = 'SETTLED'`,
    claimRow,
  );
  return claim ?? null;
}

async function begin(tx: Database, { intentId, operatorId, reason }: ReversalWish) {
  const before = await tx.$count(intents, eq(intents.reversesIntentId, intentId));
  const made = await insertReversals(tx, [
    {
      intentId,
      input: { rule: 'operator' },
      caller: 'platform',
      key: `wanted:${intentId}:${before + 1}`,
      reason: `operator ${operatorId} and another want it: ${reason}`,
    },
  ]);
  return made.get(intentId) ?? null;
}
