import { and, eq, isNotNull } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { slots, watches } from '../db/schema/chain.ts';
import { claims, intents } from '../db/schema/intents.ts';
import type { FailureCode } from '../domain/error-codes.ts';
import { isFinal } from '../domain/intent-state.ts';
import type { Decision, DecisionOutcome, RunRef } from '../domain/sagas/saga-activities.ts';
import { releaseHolds } from '../ledger/holds.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { type IntentRow, lockIntent, touched, transition } from './run-intent.ts';

/** What an intent fails with. */
export interface IntentFailure {
  readonly run: RunRef;
  readonly code: FailureCode;
  readonly detail: string;
}

/**
 * Ends an intent in FAILED: releases its hold and its claim slot, so that the wallet may try again.
 * Money that was booked stays in suspense. A repetition finds it done.
 */
export async function failIntent(
  { db }: ActivityDeps,
  { run, code, detail }: IntentFailure,
): Promise<void> {
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    if (!isFinal(intent.state)) await fail(tx, intent, { code, detail });
  });
}

async function fail(
  tx: Database,
  intent: IntentRow,
  failure: { readonly code: FailureCode; readonly detail: string },
): Promise<void> {
  await tx.delete(claims).where(eq(claims.intentId, intent.id));
  await releaseHolds(tx, [intent.id]);
  await transition(tx, intent, { to: 'FAILED', reason: failure.code, failure });
  await tx.delete(watches).where(eq(watches.intentId, intent.id));
}

/** Marks an intent as waiting for an operator, with the reason. */
export async function parkIntent(
  { db }: ActivityDeps,
  { run, reason }: { run: RunRef; reason: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    if (isFinal(intent.state) || intent.parked) return;
    await tx
      .update(intents)
      .set({ parked: true, parkedReason: reason, ...touched(intent, `parked: ${reason}`) })
      .where(eq(intents.id, intent.id));
  });
}

/**
 * Carries out an operator's decision. `abandon` is refused as soon as a nonce is reserved: what was
 * signed counts as sent until its slot is finally consumed by something else (design rule 14).
 */
export function resumeIntent(
  { db }: ActivityDeps,
  { run, decision }: { run: RunRef; decision: Decision },
): Promise<DecisionOutcome> {
  return db.transaction(async (tx): Promise<DecisionOutcome> => {
    const intent = await lockIntent(tx, run);
    if (intent.state === 'FAILED') return { status: 'abandoned' };
    const by = `${decision.operator}: ${decision.reason}`;
    if (decision.type === 'abandon') {
      const [slot] = await tx
        .select({ nonce: slots.nonce })
        .from(slots)
        .where(and(eq(slots.intentId, intent.id), isNotNull(slots.nonce)));
      if (slot !== undefined || intent.state === 'CONFIRMED') {
        return {
          status: 'refused',
          why: 'Its transaction may have been sent: money may have left. Retry it instead.',
        };
      }
      await fail(tx, intent, { code: 'ABANDONED', detail: by });
      return { status: 'abandoned' };
    }
    if (intent.parked) {
      await tx
        .update(intents)
        .set({ parked: false, parkedReason: null, ...touched(intent, `retry decided by ${by}`) })
        .where(eq(intents.id, intent.id));
    }
    return { status: 'resumed' };
  });
}
