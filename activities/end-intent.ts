import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { beginWanted } from '../db/request-reversal.ts';
import { watches } from '../db/schema/chain.ts';
import { claims, intents } from '../db/schema/intents.ts';
import type { FailureCode } from '../domain/error-codes.ts';
import { RunFenced } from '../domain/errors.ts';
import { isFinal } from '../domain/intent-state.ts';
import type { RunRef } from '../domain/sagas/saga-activities.ts';
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
  { db }: Pick<ActivityDeps, 'db'>,
  { run, code, detail }: IntentFailure,
): Promise<void> {
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    if (!isFinal(intent.state)) await fail(tx, intent, { code, detail });
  });
}

/**
 * Moves a locked intent to FAILED and gives back what it holds. What was booked stays in suspense.
 * @throws the database's refusal when something of it may still be mined.
 */
export async function fail(
  tx: Database,
  intent: IntentRow,
  failure: { readonly code: FailureCode; readonly detail: string },
): Promise<void> {
  await tx.delete(claims).where(eq(claims.intentId, intent.id));
  await releaseHolds(tx, [intent.id]);
  await transition(tx, intent, { to: 'FAILED', reason: failure.code, failure });
  await tx.delete(watches).where(eq(watches.intentId, intent.id));
  // What two people have wanted while the chain was judged is begun now.
  if (intent.reversesIntentId !== null) await beginWanted(tx, intent.reversesIntentId);
}

/** Longest reason that is kept; a node's answer can be a whole page. */
const reasonCharsMax = 2000;

/** Addresses in error texts may carry a provider's key, and whoever reads the intent reads the reason. */
const address = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi;

/** Marks an intent as waiting for an operator, with the reason. */
export async function parkIntent(
  { db }: ActivityDeps,
  { run, reason: given }: { run: RunRef; reason: string },
): Promise<void> {
  const reason = given.replace(address, '(address)').slice(0, reasonCharsMax);
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    // Its end was not told because every answer was lost: there is nothing left to wait for.
    if (isFinal(intent.state))
      throw new RunFenced(`Intent ${intent.id} is ${intent.state} already`);
    if (intent.parked) return;
    await tx
      .update(intents)
      .set({ parked: true, parkedReason: reason, ...touched(intent, `parked: ${reason}`) })
      .where(eq(intents.id, intent.id));
  });
}
