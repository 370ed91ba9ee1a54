import type { NewIntent } from '../accept-types.ts';
import type { Database } from '../database.ts';
import { intents } from '../schema/intents.ts';

/** An intent to insert: what every kind has, plus its program, key and input. */
export interface IntentInsert extends NewIntent {
  readonly programId: string;
  readonly key: string;
  readonly input: Record<string, unknown>;
  /** @default the wallet */
  readonly changedBy?: string;
}

/** Inserts intents as PENDING in one statement; the trigger writes their first transition. */
export async function insertIntents(tx: Database, inserts: readonly IntentInsert[]): Promise<void> {
  if (inserts.length === 0) return;
  await tx.insert(intents).values(
    inserts.map(
      ({
        id,
        programId,
        kind,
        wallet,
        key,
        workflowId,
        input,
        traceparent,
        requestId,
        changedBy,
      }) => ({
        id,
        programId,
        kind,
        wallet,
        idempotencyKey: key,
        workflowId,
        input,
        traceparent,
        requestId,
        changedBy: changedBy ?? `wallet:${wallet}`,
        changeReason: 'accepted',
      }),
    ),
  );
}
