import { and, eq, sql } from 'drizzle-orm';
import { type Database, queryRows } from '../db/database.ts';
import { endDecision, lockDecision } from '../db/decisions.ts';
import { abandonFacts, abandonFactsRow } from '../db/queries/abandon-facts.ts';
import { intents, payments } from '../db/schema/intents.ts';
import { databaseErrorOf } from '../db/sql-errors.ts';
import { abandonRefusal } from '../domain/abandon-rule.ts';
import { InvariantViolation, invariant } from '../domain/errors.ts';
import type { Decision, DecisionOutcome, RunRef } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { fail } from './end-intent.ts';
import { type IntentRow, lockIntent, touched } from './run-intent.ts';

/** What is asked of {@link resumeIntent}. */
export interface DecidedIntent {
  readonly run: RunRef;
  readonly decision: Decision;
}

/**
 * Carries out an operator's decision and writes its outcome in the same transaction. One that has an outcome
 * changes nothing; one about an earlier parking neither. What the database's guards refuse is refused, too:
 * trying it again would not help.
 */
export async function resumeIntent(
  { db }: ActivityDeps,
  { run, decision }: DecidedIntent,
): Promise<DecisionOutcome> {
  try {
    return await db.transaction((tx) => carryOutOnce(tx, run, decision));
  } catch (error) {
    const why = guardRefusal(error);
    if (why === null) throw error;
    return await db.transaction(async (tx) => {
      await lockIntent(tx, run);
      return await ended(tx, decision, { outcome: { status: 'refused', why }, detail: why });
    });
  }
}

/** What a guard of the database or an invariant said; null for errors that may pass. */
function guardRefusal(error: unknown): string | null {
  if (error instanceof InvariantViolation) return error.message;
  const report = databaseErrorOf(error);
  return report?.code.startsWith('QT') === true ? report.message : null;
}

async function carryOutOnce(
  tx: Database,
  run: RunRef,
  decision: Decision,
): Promise<DecisionOutcome> {
  const intent = await lockIntent(tx, run);
  const known = decision.id === undefined ? null : await lockDecision(tx, decision.id, intent.id);
  const why = known?.outcomeDetail ?? 'The decision was dealt with before.';
  switch (known?.outcome) {
    case 'resumed':
    case 'abandoned':
      return { status: known.outcome };
    case 'refused':
    case 'moot':
      return { status: 'refused', why };
    default:
  }
  if (intent.state === 'FAILED') return { status: 'abandoned' };
  if (known !== null && (!intent.parked || known.intentVersion !== intent.version)) {
    return await ended(tx, decision, { outcome: { status: 'refused', why: moot }, detail: moot });
  }
  return decision.type === 'abandon'
    ? await abandon(tx, intent, decision)
    : await resume(tx, intent, decision);
}

const moot = 'The intent had moved on before the decision reached it.';

async function resume(
  tx: Database,
  intent: IntentRow,
  decision: Decision,
): Promise<DecisionOutcome> {
  if (intent.parked) {
    const reason = `retry decided by ${decision.operator}: ${decision.reason}`;
    await tx
      .update(intents)
      .set({ parked: false, parkedReason: null, ...touched(intent, reason) })
      .where(eq(intents.id, intent.id));
  }
  return await ended(tx, decision, {
    outcome: { status: 'resumed' },
    detail: `Resumed from ${intent.state}.`,
  });
}

async function abandon(
  tx: Database,
  intent: IntentRow,
  decision: Decision,
): Promise<DecisionOutcome> {
  const { kind, state } = intent;
  const refusal = abandonRefusal({ kind, state, ...(await slotFacts(tx, intent.id)) });
  if (refusal !== null) {
    const why = `${refusal.why} ${refusal.remedy}`;
    return await ended(tx, decision, { outcome: { status: 'refused', why }, detail: why });
  }
  const left = await whatStays(tx, intent.id);
  await fail(tx, intent, {
    code: 'ABANDONED',
    detail: `${decision.operator}: ${decision.reason}${left}`,
  });
  return await ended(tx, decision, {
    outcome: { status: 'abandoned' },
    detail: `Given up in ${intent.state}; what it held is released.${left}`,
  });
}

async function slotFacts(tx: Database, intentId: string) {
  const [row] = await queryRows(
    tx,
    sql`select f.slots_live, f.signed_call_live from ${abandonFacts(sql`${intentId}::uuid`)} f`,
    abandonFactsRow,
  );
  invariant(row !== undefined, `Expected facts about the slots of intent ${intentId}`);
  return { signedCallLive: row.signed_call_live, slotsLive: row.slots_live };
}

/** What an abandoned intent leaves behind, in words; empty when nothing. */
async function whatStays(tx: Database, intentId: string): Promise<string> {
  const [payment] = await tx
    .select({ amount: payments.amount, asset: payments.asset, txHash: payments.txHash })
    .from(payments)
    .where(and(eq(payments.intentId, intentId), eq(payments.status, 'SUSPENSE')));
  if (payment === undefined) return '';
  return ` Its payment ${payment.txHash} (${payment.amount} minor units of ${payment.asset}) stays in suspense: it is used up with this claim, and giving it back is for you to do by hand.`;
}

interface Ending {
  readonly outcome: DecisionOutcome;
  readonly detail: string;
}

async function ended(
  tx: Database,
  decision: Decision,
  { outcome, detail }: Ending,
): Promise<DecisionOutcome> {
  if (decision.id !== undefined) {
    const written = detail === moot ? 'moot' : outcome.status;
    await endDecision(tx, decision.id, { outcome: written, detail });
  }
  return outcome;
}
