import { eq, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { type AuditedActor, recordAudit } from './audit.ts';
import { type Database, queryRows } from './database.ts';
import { insertReversals } from './effects/insert-reversals.ts';
import { lockBatch } from './lock-batch.ts';
import { reversalRequests } from './schema/commissions.ts';
import { intents } from './schema/intents.ts';
import { payouts } from './schema/payouts.ts';

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
 * Takes a person's wish to have a paid claim reversed, or a payout by hand that the bank says has come back; with the second person's the reversal begins, as an intent linked
 * to it, of which there is one whoever asks how often. The same person again changes nothing. Gives the refusal, or null.
 */
export async function requestReversal(tx: Database, wish: ReversalWish): Promise<ApiError | null> {
  const settled = await lockReversible(tx, wish.intentId);
  if (settled === null) return new ApiError('NOT_REVERSIBLE');
  const live = await liveReversal(tx, wish.intentId);
  // One of a reorganisation may find that all is well: then what people want is still to be done.
  if (live !== null && !(live.rule === 'reorganisation' && live.state !== 'SETTLED')) return null;
  const { settlementId, programId } = settled;
  const { operatorId, reason } = wish;
  const [wished] = await tx
    .insert(reversalRequests)
    .values({ id: newId(), programId, settlementId, operatorId, reason })
    .onConflictDoNothing({
      target: [reversalRequests.settlementId, reversalRequests.operatorId, reversalRequests.round],
    })
    .returning({ id: reversalRequests.id });
  const reversalId = await beginWanted(tx, wish.intentId);
  if (wished === undefined && reversalId === null) return null;
  await recordAudit(tx, [
    {
      ...{ ...wish.actor, programId, action: 'settlement.reverse' },
      subject: `intent:${wish.intentId}`,
      before: null,
      after: { reason, ...(reversalId === null ? {} : { reversalIntentId: reversalId }) },
    },
  ]);
  return null;
}

const liveRow = z.object({ rule: z.string().nullable(), state: z.string() });

/** The reversal of an intent that has not failed; there is one at most. */
async function liveReversal(tx: Database, intentId: string) {
  const [live] = await queryRows(
    tx,
    sql`select input ->> 'rule' as rule, state from intents
      where reverses_intent_id = ${intentId}::uuid and state <> 'FAILED'`,
    liveRow,
  );
  return live ?? null;
}

/**
 * Begins the reversal of an intent once two people want it who may still, unless another one is under way or has been
 * made; gives its id, or null. The database lets none in otherwise.
 */
export async function beginWanted(tx: Database, intentId: string): Promise<string | null> {
  const [wanted] = await queryRows(
    tx,
    sql`select reversal_is_wanted(${intentId}::uuid) as by_two,
        (select count(*)::int from intents r where r.reverses_intent_id = ${intentId}::uuid) as before,
        (select string_agg(q.reason, '; ' order by q.id) from reversal_requests q join settlements s on s.id = q.settlement_id
          where s.intent_id = ${intentId}::uuid and q.round = reversal_round(${intentId}::uuid)) as reasons`,
    z.object({ by_two: z.boolean(), before: z.number(), reasons: z.string().nullable() }),
  );
  if (wanted?.by_two !== true) return null;
  const made = await insertReversals(tx, [
    {
      intentId,
      input: { rule: 'operator' },
      caller: 'platform',
      key: `wanted:${intentId}:${wanted.before + 1}`,
      reason: `two people want it: ${wanted.reasons}`,
    },
  ]);
  return made.get(intentId) ?? null;
}

const settledRow = z.object({ settlementId: z.string(), programId: z.string() });

/**
 * A settled claim that earned a fee, or a paid payout of which the bank has last said that it came back; locked. Null for
 * whatever else: of a payout on chain the chain decides.
 */
async function lockReversible(tx: Database, intentId: string) {
  // Its reversals, too: one that ends at this moment has to see this wish, or this wish that it has ended.
  await tx
    .select({ id: intents.id })
    .from(intents)
    .where(or(eq(intents.id, intentId), eq(intents.reversesIntentId, intentId)))
    .orderBy(intents.id)
    .for('update');
  // As whoever brings results of a payout or decides about it does.
  const [payout] = await tx.select().from(payouts).where(eq(payouts.intentId, intentId));
  if (payout !== undefined) await lockBatch(tx, payout.batchId);
  const [settled] = await queryRows(
    tx,
    sql`select r.settlement_id as "settlementId", r.program_id as "programId"
        from intents i join commission_runs r on r.intent_id = i.id
        where i.id = ${intentId}::uuid and i.kind = 'claim' and i.state = 'SETTLED'
      union all
      select s.id, s.program_id from settlements s join payouts p on p.intent_id = s.intent_id
        where s.intent_id = ${intentId}::uuid and p.status = 'PAID' and payout_came_back(p.id)`,
    settledRow,
  );
  return settled ?? null;
}
