import { eq } from 'drizzle-orm';
import type { App } from '../../../api/app-parts.ts';
import type { AcceptItem } from '../../../db/accept-types.ts';
import type { Database } from '../../../db/database.ts';
import { decisions, intents } from '../../../db/schema/intents.ts';
import { newId, scopeOf, sha256Hex } from '../../../domain/ids.ts';
import type { Decision } from '../../../domain/sagas/saga-activities.ts';
import { moveIntent } from './move-intent.ts';
import { enterOperator, type TestOperator } from './operators.ts';

/** An operator's decision, as a relay would deliver it. */
export function openedDecision(type: Decision['type']): Decision {
  return { type, operator: 'operator:test', reason: 'because the test says so' };
}

/** The key of {@link enterDecider}. */
export const testAdminKey = 'test-key-0123456789abcdef0123456789abcdef';

/** Enters the operator whose key {@link asOperator} sends. */
export function enterDecider(db: Database): Promise<TestOperator> {
  return enterOperator(db, { name: 'decider', key: testAdminKey });
}

/** A request of an operator; with a body it is a write under a key. */
export function asOperator(body?: unknown, key: string = crypto.randomUUID()): RequestInit {
  const authorization = `Bearer ${testAdminKey}`;
  if (body === undefined) return { headers: { authorization } };
  return {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  };
}

/** Decides about an intent over HTTP, each time under a new key. */
export function decideOver(app: App, intentId: string) {
  return async (type: Decision['type']): Promise<Response> =>
    await app.request(`/api/admin/dlq/${intentId}/${type}`, asOperator({ reason: 'because' }));
}

/** Parks an intent as a run would, where a test has no run. */
export async function parkByHand(
  db: Database,
  intentId: string,
  reason = 'RetriesExhausted: ChainUnavailable: the node is away',
): Promise<void> {
  await db
    .update(intents)
    .set({
      parked: true,
      parkedReason: reason,
      changedBy: 'test',
      changeReason: `parked: ${reason}`,
    })
    .where(eq(intents.id, intentId));
}

/** Parks a new intent after a transaction of it was signed and stored. */
export async function submitAndPark(db: Database, intentId: string): Promise<void> {
  await moveIntent(db, intentId, 'LOCKED');
  await moveIntent(db, intentId, 'SUBMITTED');
  await parkByHand(db, intentId);
}

/** Takes a parking back, as a retry would. */
export async function unparkByHand(db: Database, intentId: string): Promise<void> {
  await db
    .update(intents)
    .set({ parked: false, parkedReason: null, changedBy: 'test', changeReason: 'resumed' })
    .where(eq(intents.id, intentId));
}

/** The decisions about an intent, oldest first. */
export function decisionsOf(db: Database, intentId: string) {
  return db.select().from(decisions).where(eq(decisions.intentId, intentId)).orderBy(decisions.id);
}

/** An operator's decision to retry, as the API writes it; the same one each time for an intent. */
export function retryItem({
  programId,
  intentId,
}: {
  readonly programId: string;
  readonly intentId: string;
}): AcceptItem {
  const operator = 'operator:test';
  return {
    scope: scopeOf({ program: 'default', caller: operator, operation: 'dlq.retry' }),
    key: `retry ${intentId}`,
    requestHash: sha256Hex(intentId),
    operation: 'dlq.retry',
    programId,
    effect: {
      type: 'decision',
      decisionId: newId(),
      intentId,
      decision: 'retry',
      operator,
      keyId: newId(),
      reason: 'the test says so',
      requestId: newId(),
    },
    answer: () => ({ status: 202, headers: {}, body: '{}' }),
  };
}
